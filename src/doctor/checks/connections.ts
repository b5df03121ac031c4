import { isOlder } from '../../settings/vm-start.ts';
import { printable } from '../../text/printable.ts';
import { type Check, type FileInput, failure, fileCheck, notApplicable, pass, unlessIn, warning } from '../check.ts';

const IN_MIRRORED = { unless: unlessIn('mirrored') };

/** The engine from which containers in mirrored mode can be reached from Windows. */
const DOCKER_FOR_MIRRORED = '27';

const ALLOW_PORT =
  "New-NetFirewallHyperVRule -Name wsl-8080 -DisplayName 'WSL port 8080' -Direction Inbound -VMCreatorId '{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}' -Protocol TCP -LocalPorts 8080";

const WITH_TUNNELING = {
  unless: ({ file }: FileInput) => (file.settings.dnsTunneling.value ? null : 'DNS tunneling is off.'),
};

/** Whether names resolve. */
export const DNS_CHECKS: readonly Check[] = [
  fileCheck('dns-service', 'dns', ['globalSecureAccess'], ({ globalSecureAccess }, { file }) => {
    if (!globalSecureAccess) return pass('Global Secure Access is not running.');
    const isAsked = file.settings.dnsTunneling.applied?.value === true;
    const seen = 'Global Secure Access is running, which turns DNS tunneling off.';
    return isAsked ? warning(seen, 'wslnet set dnsTunneling=false') : pass(seen);
  }),
  fileCheck(
    'dns-wsl-conf',
    'dns',
    ['wslConf'],
    ({ wslConf }) => {
      const entry = wslConf.find(({ section, key }) => section === 'network' && key === 'generateresolvconf');
      if (entry?.value.toLowerCase() !== 'false') return pass('WSL writes resolv.conf.');
      const seen = 'generateResolvConf=false in /etc/wsl.conf keeps DNS tunneling from being set up.';
      return warning(seen, "sudo sed -i '/generateResolvConf/Id' /etc/wsl.conf");
    },
    WITH_TUNNELING,
  ),
  fileCheck(
    'dns-server',
    'dns',
    ['nameServers'],
    ({ nameServers }, { file, restart }) => {
      if (nameServers.length === 0)
        return failure('/etc/resolv.conf names no server, so no name resolves.', 'wslnet restart');
      const address = file.settings.dnsTunnelingIpAddress.value ?? '';
      const servers = nameServers.map(printable).join(', ');
      if (nameServers.includes(address)) return pass(`/etc/resolv.conf names ${servers}, as under DNS tunneling.`);
      if (restart === 'due') return notApplicable('A restart comes first.');
      const seen = `/etc/resolv.conf names ${servers}, and not ${address} of DNS tunneling. WSL writes it anew once it is gone:`;
      return warning(seen, 'sudo rm /etc/resolv.conf');
    },
    WITH_TUNNELING,
  ),
];

/** Whether the firewall, a proxy or Docker is in the way. */
export const OTHER_CHECKS: readonly Check[] = [
  fileCheck(
    'firewall-inbound',
    'firewall',
    ['hyperVFirewall'],
    ({ hyperVFirewall: { blocksInbound, inboundRules } }) => {
      if (!blocksInbound) return pass('The Hyper-V firewall lets everything in.');
      const rules = inboundRules === 1 ? 'one rule lets' : `${inboundRules} rules let`;
      if (inboundRules > 0) return pass(`The Hyper-V firewall blocks what comes in, and ${rules} something through.`);
      const seen =
        'The Hyper-V firewall blocks what comes in, so other machines cannot reach Linux. For a port, as an administrator in PowerShell:';
      return warning(seen, ALLOW_PORT);
    },
    IN_MIRRORED,
  ),
  fileCheck(
    'proxy-localhost',
    'proxy',
    ['proxy'],
    ({ proxy: { server } }, { file }) => {
      if (server === null) return pass('Windows uses no proxy server.');
      if (!/(?:^|[=/;])(?:127\.|localhost|\[?::1)/i.test(server))
        return pass(`Windows uses the proxy ${printable(server)}.`);
      if (!file.settings.autoProxy.value) return pass('autoProxy is off, so Linux does not get the proxy of Windows.');
      const seen = `Windows uses the proxy ${printable(server)}, which Linux can reach in mirrored mode only; WSL says so at every start. To do without it:`;
      return warning(seen, 'wslnet set autoProxy=false');
    },
    { unless: unlessIn('nat') },
  ),
  fileCheck(
    'docker-ports',
    'docker',
    ['docker'],
    ({ docker }) => {
      if (docker === null) return notApplicable('There is no Docker.');
      const { kind, version } = docker;
      if (kind === 'podman') return notApplicable('The command docker is Podman.');
      if (kind === 'desktop') return pass('Docker Desktop publishes ports to Windows by itself.');
      if (version === null) return { outcome: 'unknown', seen: 'Not known: the Docker version.', mend: null };
      if (!isOlder(version, DOCKER_FOR_MIRRORED))
        return pass(`Docker ${version} publishes ports to Windows in mirrored mode.`);
      const seen = `Docker ${version} is older than ${DOCKER_FOR_MIRRORED}: Windows cannot reach published ports in mirrored mode. Update it.`;
      return warning(seen, null);
    },
    IN_MIRRORED,
  ),
];
