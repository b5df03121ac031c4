import { ownCommand, printable } from '../text/printable.ts';

/** Something to do about a finding. */
export interface Cure {
  readonly id: CureId;
  /** What to do, in one sentence; with commands it ends in a colon. It says what the cure costs. */
  readonly text: string;
  /** Commands to copy, in order. None has anything to fill in. */
  readonly commands: readonly string[];
  /** The words of the command behind `wslnet`, where it is one of wslnet's own: `doctor --fix` can run it. */
  readonly own: readonly string[] | null;
  readonly needsAdministrator: boolean;
  /** What has to be restarted afterwards for it to count; null where the command sees to that. */
  readonly restart: 'wsl' | 'windows' | null;
}

type Steps = Partial<Omit<Cure, 'id' | 'own'>> & { readonly text: string; readonly own?: readonly string[] };

const ADMINISTRATOR = { needsAdministrator: true } as const;

/** What a restart costs, wherever one is advised. */
const SHUTS_DOWN = 'shuts down all distributions';

const WSL_PARAMETERS = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';

/** Every cure there is, with what it needs to be told. */
const STEPS = {
  'restart-wsl': () => ({ text: `Restart WSL (${SHUTS_DOWN}):`, own: ['restart'] }),
  'restart-windows': () => ({ text: 'Restart Windows.' }),
  /** @param isLastResort whether other cures come before it */
  'set-nat': (isLastResort = false) => ({
    text: isLastResort ? `If that does not help, go back to nat (${SHUTS_DOWN}):` : `Go back to nat (${SHUTS_DOWN}):`,
    own: ['set', 'nat', '--restart'],
  }),
  'set-mirrored': () => ({ text: `Use mirrored mode (${SHUTS_DOWN}):`, own: ['set', 'mirrored', '--restart'] }),
  'set-virtioproxy': () => ({
    text: `Use virtioproxy mode, which connects from Windows (${SHUTS_DOWN}):`,
    own: ['set', 'virtioproxy', '--restart'],
  }),
  set: (...changes: string[]) => ({
    text: `Set it in .wslconfig (${SHUTS_DOWN}):`,
    own: ['set', ...changes, '--restart'],
  }),
  'set-spelling': () => ({
    text: 'Use the name that every WSL version knows:',
    own: ['set', 'virtioproxy'],
    restart: 'wsl',
  }),
  unset: (...names: string[]) => ({ text: 'Delete the setting:', own: ['unset', ...names], restart: 'wsl' }),
  'turn-off': (setting: string) => ({
    text: `Turn ${setting} off; this also stops the message (${SHUTS_DOWN}):`,
    own: ['set', `${setting}=false`, '--restart'],
  }),
  'fix-file': () => ({ text: 'Fix the file:', own: ['check', '--fix'], restart: 'wsl' }),
  'check-file': () => ({ text: 'See what is wrong:', commands: ['wslnet check'] }),
  'name-file': (hint: string) => ({ text: hint }),
  'rename-file': (command: string) => ({ text: 'Rename the file:', commands: [command], restart: 'wsl' }),
  'look-at-other-file': (path: string) => ({
    text: 'See what the other file sets:',
    commands: [`wslnet status --file "${printable(path)}"`],
  }),
  'edit-wsl-conf': (text: string, restart: 'wsl' | null = 'wsl') => ({ text, restart }),
  'update-wsl': () => ({ text: `Update WSL (${SHUTS_DOWN}):`, commands: ['wsl.exe --update'] }),
  'update-wsl-early': () => ({
    text: `Update WSL to the newest pre-release (${SHUTS_DOWN}):`,
    commands: ['wsl.exe --update --pre-release'],
  }),
  'install-wsl': () => ({ text: 'Install WSL:', commands: ['wsl.exe --install'] }),
  'install-platform': () => ({
    text: 'Turn on Virtual Machine Platform, then restart Windows:',
    commands: ['wsl.exe --install --no-distribution'],
    restart: 'windows',
    ...ADMINISTRATOR,
  }),
  'repair-wsl': () => ({
    text: 'Repair WSL: Windows Settings > Apps > Installed apps > Windows Subsystem for Linux > Advanced options > Repair.',
  }),
  'update-windows': () => ({
    text: 'Update Windows, and restart it:',
    commands: ['explorer.exe ms-settings:windowsupdate'],
  }),
  'ask-administrator': (what: string) => ({ text: `Ask the administrator of this computer ${what}.` }),
  'turn-ipv6-on': () => ({
    text: 'Turn IPv6 on again, in PowerShell as administrator, then restart Windows:',
    commands: [`reg.exe delete ${WSL_PARAMETERS}\\Tcpip6\\Parameters /v DisabledComponents /f`],
    restart: 'windows',
    ...ADMINISTRATOR,
  }),
  'turn-hyper-v-firewall-on': () => ({
    text: 'Turn the Hyper-V firewall on again, in PowerShell as administrator, then restart Windows:',
    commands: [`reg.exe delete ${WSL_PARAMETERS}\\MpsSvc\\Parameters /v HyperVFirewallDisable /f`],
    restart: 'windows',
    ...ADMINISTRATOR,
  }),
  'use-own-kernel-of-wsl': () => ({
    text: 'Use the kernel that comes with WSL:',
    own: ['unset', 'kernel'],
    restart: 'wsl',
  }),
  'list-switches': () => ({
    text: 'Create an external switch in Hyper-V Manager, and set vmSwitch to its name. To list the switches, in PowerShell as administrator:',
    commands: ['Get-VMSwitch | Format-Table Name, SwitchType'],
    ...ADMINISTRATOR,
  }),
  'reset-dynamic-ports': () => ({
    text: 'Reset the dynamic port range of Windows, in PowerShell as administrator, then restart Windows:',
    commands: [
      'netsh.exe int ipv4 set dynamicport tcp start=49152 num=16384',
      'netsh.exe int ipv4 set dynamicport udp start=49152 num=16384',
    ],
    restart: 'windows',
    ...ADMINISTRATOR,
  }),
  'see-warnings': () => ({
    text: 'See what WSL said when it started:',
    commands: ['wevtutil.exe qe Application "/q:*[System[Provider[@Name=\'WSL\']]]" /c:5 /rd:true /f:text'],
  }),
  'see-nat-service': () => ({
    text: 'Windows creates the nat network with the service SharedAccess. Its start type should be Manual. To check, in PowerShell:',
    commands: ['Get-Service SharedAccess | Format-List Status, StartType'],
  }),
  'use-other-port': (ports: string) => ({ text: `Use another port for the Linux program instead of ${ports}.` }),
  'ignore-ports': (ports: string) => ({
    text: `Or reserve ${ports} for Linux. Windows and other devices then cannot reach it in Linux (${SHUTS_DOWN}):`,
    own: ['set', `ignoredPorts+=${ports.replaceAll(' ', '')}`, '--restart'],
  }),
  'open-port': (...ports: string[]) => ({
    text: 'Allow devices on private networks (asks for administrator rights):',
    own: ['open', ...ports],
  }),
  /** @param ends what each listens on, as `listenaddress=0.0.0.0 listenport=8080` */
  'remove-port-proxy': (...ends: string[]) => ({
    text: `Remove ${ends.length === 1 ? 'the port proxy' : 'these port proxies'}, in PowerShell as administrator:`,
    commands: ends.map((end) => `netsh.exe interface portproxy delete v4tov4 ${printable(end)}`),
    ...ADMINISTRATOR,
  }),
  'see-ports': () => ({ text: 'See which rule it is:', commands: ['wslnet ports'] }),
  'set-rp-filter': (names: readonly string[]) => ({
    text: 'Find the file that sets rp_filter and delete that line. The last commands fix it until the next start:',
    commands: [
      'grep -rn rp_filter /etc/sysctl.conf /etc/sysctl.d /usr/lib/sysctl.d',
      ...names.map((name) => `sudo sysctl -w net.ipv4.conf.${name}.rp_filter=0`),
    ],
  }),
  'set-port-range': () => ({
    text: 'Find the file that sets ip_local_port_range and delete that line:',
    commands: ['grep -rn ip_local_port_range /etc/sysctl.conf /etc/sysctl.d /usr/lib/sysctl.d'],
    restart: 'wsl',
  }),
  'clear-adapter-constraint': () => ({
    text: 'Remove the value, in PowerShell as administrator:',
    commands: [
      'reg.exe delete HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Lxss /v ExternalInterfaceConstraint /f',
    ],
    restart: 'wsl',
    ...ADMINISTRATOR,
  }),
  'let-wsl-write-resolv-conf': () => ({
    text: 'Delete the line, so that WSL sets up DNS:',
    // The file itself stays until then: without it Linux has no names.
    commands: ["sudo sed -i '/^[[:space:]]*generateResolvConf/Id' /etc/wsl.conf"],
    restart: 'wsl',
  }),
  'remake-resolv-conf': () => ({
    text: 'Remove the file. WSL writes a new one when it starts:',
    commands: ['sudo rm -f /etc/resolv.conf'],
    restart: 'wsl',
  }),
  'as-tested': (text: string, command: string | null) => ({ text, commands: command === null ? [] : [command] }),
  'update-docker': () => ({ text: 'Update Docker Engine to version 27 or later.' }),
  'use-host-network': () => ({ text: 'Or start the container with --network host.' }),
} satisfies Readonly<Record<string, (...args: never[]) => Steps>>;

/** The name of a cure. Stable: scripts know it. */
export type CureId = keyof typeof STEPS;

/** Every cure there is. */
export const CURE_IDS = Object.keys(STEPS) as CureId[];

/** A cure, told what it needs. */
export function cure<I extends CureId>(id: I, ...args: Parameters<(typeof STEPS)[I]>): Cure {
  const make = STEPS[id] as (...args: unknown[]) => Steps;
  const { text, commands, own = null, needsAdministrator = false, restart = null } = make(...args);
  return {
    ...{ id, text, own, needsAdministrator, restart },
    commands: own ? [ownCommand(own)] : (commands ?? []),
  };
}

/** Commands of wslnet that change no file, and take none. */
const WITHOUT_FILE = ['open', 'restart'];

/** A cure for a file that the user named: wslnet's own command names it too. */
export function forFile(given: Cure, path: string): Cure {
  const { own } = given;
  if (given.id === 'check-file') return { ...given, commands: [ownCommand(['check', '--file', path])] };
  if (own === null || WITHOUT_FILE.includes(own[0] ?? '')) return given;
  const commands = [ownCommand([...own.filter((word) => word !== '--restart'), '--file', path])];
  return { ...given, text: given.text.replace(` (${SHUTS_DOWN})`, ''), commands };
}
