import type { NetworkingName } from '../settings/catalogue.ts';
import {
  addressInUse,
  consommeIsRefused,
  containerIsUnreachable,
  fallsBackToNat,
  lanIsBlocked,
  localhostProxy,
  namesFailOnVpn,
  noSwitch,
  notRestarted,
  safeModeIsOn,
  type Trouble,
  virtioIsOff,
} from './troubles.ts';

/** What is to be said of a setting beyond its entry in the catalogue. */
export interface SettingFacts {
  /** What it does to others and they to it, beyond the modes and needs of the catalogue. */
  readonly interactions: readonly string[];
  readonly troubles: readonly Trouble[];
}

/** For the settings that count in bridged mode alone, of which WSL says nothing in the other modes. */
function noEffectOutsideBridged(name: NetworkingName, instead: string, ...commands: string[]): Trouble {
  return {
    symptom: `${name} is in the file, and nothing comes of it.`,
    cause: 'The mode is not bridged. WSL reads the line and does not use it.',
    cure: `${instead} The line can go.`,
    commands: [...commands, `wslnet unset ${name}`],
  };
}

export const SETTING_FACTS: { readonly [N in NetworkingName]: SettingFacts } = {
  networkingMode: {
    interactions: [
      'The mode decides which other settings count, and turns the firewall on where it is mirrored.',
      'safeMode makes it none. virtio=false rules virtioproxy out.',
      'A policy of the machine can set the mode that holds without this setting, and forbid any other but none.',
      'When WSL starts it can still fall back: from mirrored to nat, from nat to virtioproxy, else to none. In a distribution, "wslinfo --networking-mode" prints the mode in force.',
    ],
    troubles: [notRestarted, fallsBackToNat, consommeIsRefused],
  },
  dnsTunneling: {
    interactions: [
      'bestEffortDnsParsing and dnsTunnelingIpAddress count only while it is on, dnsProxy only while it is off.',
      'safeMode turns it off, and so does a value of dnsTunnelingIpAddress that is no address.',
      'Global Secure Access turns it off while its service runs. It is off, too, where Windows lacks the function for it.',
      'In a distribution, generateResolvConf=false in /etc/wsl.conf keeps it from being set up.',
      'Docker containers do not use it for their own questions.',
      'Encrypted DNS that is set up inside Linux needs it off.',
    ],
    troubles: [
      namesFailOnVpn,
      {
        symptom: 'Names do not resolve in one distribution, and do in others.',
        cause: 'generateResolvConf=false stands in its /etc/wsl.conf, so /etc/resolv.conf is not made.',
        cure: 'Take that line out and restart WSL, or write /etc/resolv.conf yourself. This shows the line, in Linux.',
        commands: ['grep -n generateResolvConf /etc/wsl.conf'],
      },
      {
        symptom: 'Docker inside Linux does not resolve names, and the network blocks DNS to 8.8.8.8.',
        cause: 'Microsoft names DNS tunneling as a cause on such networks.',
        cure: 'Turn it off.',
        commands: ['wslnet set dnsTunneling=false'],
      },
    ],
  },
  firewall: {
    interactions: [
      'Mirrored mode has it on, whatever this setting says.',
      'A policy of the machine can forbid turning it off.',
      'It needs the Hyper-V firewall of Windows. Without that it is off, also where the file says true.',
    ],
    troubles: [
      {
        symptom: 'firewall=false is in the file, and the firewall is on.',
        cause: 'In mirrored mode WSL does not use the setting, and says nothing of it.',
        cure: 'Take the line out, and allow the ports that are needed; "wslnet explain mirrored" says how.',
        commands: ['wslnet unset firewall'],
      },
      lanIsBlocked,
    ],
  },
  autoProxy: {
    interactions: [
      'initialAutoProxyTimeout counts only while it is on. safeMode turns it off.',
      'It sets HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in capitals and in small letters. What WSLENV passes on comes first.',
      'For a proxy script (PAC) it sets WSL_PAC_URL, which Linux programs do not heed by themselves.',
    ],
    troubles: [localhostProxy],
  },
  localhostForwarding: {
    interactions: [
      'In mirrored mode Windows and Linux reach each other by 127.0.0.1 without it. WSL warns of the setting there, whatever its value.',
    ],
    troubles: [
      {
        symptom: 'WSL says "The wsl2.localhostForwarding setting has no effect when using mirrored networking mode".',
        cause: 'The line is in the file, often from a copied example.',
        cure: 'Take it out. Nothing else changes.',
        commands: ['wslnet unset localhostForwarding'],
      },
    ],
  },
  dnsProxy: {
    interactions: ['dnsTunneling is on by default, so that this setting seldom counts.'],
    troubles: [
      {
        symptom: 'dnsProxy is in the file, and nothing comes of it.',
        cause: 'dnsTunneling is on, or the mode is not nat.',
        cure: 'Take it out, or turn DNS tunneling off as well.',
        commands: ['wslnet unset dnsProxy', 'wslnet set dnsTunneling=false'],
      },
      {
        symptom: 'Names do not resolve with DNS tunneling off, on a machine that an organisation manages.',
        cause: 'Its firewall policy can keep the questions from the NAT gateway.',
        cure: 'Turn DNS tunneling on, which goes past it.',
        commands: ['wslnet set dnsTunneling=true'],
      },
    ],
  },
  ipv6: {
    interactions: ['Mirrored mode has the IPv6 of Windows without it. nat has none.'],
    troubles: [
      {
        symptom: 'Linux has no IPv6.',
        cause: 'nat mode has none, whatever this setting says. virtioproxy has TCP and UDP since WSL 2.7.1.',
        cure: 'Use mirrored mode, which has what Windows has. See also "wslnet explain no-ipv6".',
        commands: ['wslnet set mirrored'],
      },
      noEffectOutsideBridged('ipv6', 'For IPv6 use mirrored mode.', 'wslnet set mirrored'),
    ],
  },
  dhcp: {
    interactions: ['dhcpTimeout says how long to wait. With dhcp=false the address has to be set inside Linux.'],
    troubles: [noEffectOutsideBridged('dhcp', 'Linux gets its address without it in other modes.')],
  },
  dhcpTimeout: {
    interactions: [],
    troubles: [
      noEffectOutsideBridged('dhcpTimeout', 'There is no DHCP to wait for in other modes.'),
      {
        symptom: 'Linux starts without an address, now and then.',
        cause: 'The DHCP server of the LAN answers after the five seconds that WSL waits.',
        cure: 'Wait longer, here 20 seconds.',
        commands: ['wslnet set dhcpTimeout=20000'],
      },
    ],
  },
  vmSwitch: {
    interactions: ['Bridged mode without it, or with a name that Hyper-V does not know, ends in the mode none.'],
    troubles: [noSwitch, noEffectOutsideBridged('vmSwitch', 'Other modes need no switch.')],
  },
  macAddress: {
    interactions: ['A value that is no address makes WSL give up the whole file, in every mode.'],
    troubles: [
      {
        symptom: 'WSL says "Invalid mac address", and no setting in the file has an effect.',
        cause: 'The value is not six pairs of hex digits with one and the same mark, : or -, between them.',
        cure: 'Mend the value or take it out.',
        commands: ['wslnet set macAddress=5A:94:EF:E4:0C:EE', 'wslnet unset macAddress'],
      },
      noEffectOutsideBridged('macAddress', 'Other modes do not use it.'),
    ],
  },
  ignoredPorts: {
    interactions: [
      'In mirrored mode port 53 is always ignored.',
      'They are meant for programs whose traffic stays inside Linux.',
    ],
    troubles: [
      addressInUse,
      containerIsUnreachable,
      {
        symptom: 'WSL says "Unknown key \'wsl2.ignoredPorts\'".',
        cause: 'The setting belongs in [experimental].',
        cure: 'Move it there.',
        commands: ['wslnet check --fix'],
      },
      {
        symptom: 'Only the first port of a range is ignored.',
        cause: 'WSL knows no ranges and reads 3000-3002 as 3000, without a warning.',
        cure: 'Name each port.',
        commands: ['wslnet set ignoredPorts=3000,3001,3002'],
      },
    ],
  },
  hostAddressLoopback: {
    interactions: ['127.0.0.1 works both ways without it. It adds IPv4 addresses of Windows, not IPv6 ones.'],
    troubles: [
      {
        symptom: 'Linux does not reach Windows by the address that Windows has on the LAN.',
        cause:
          'The mode is not mirrored, or the setting is off, which is the default, or it stands in the wrong section, where WSL does not know it.',
        cure: 'Turn it on, which puts it in [experimental], in mirrored mode.',
        commands: ['wslnet set mirrored hostAddressLoopback=true'],
      },
    ],
  },
  bestEffortDnsParsing: {
    interactions: [],
    troubles: [
      {
        symptom: 'Some questions to DNS fail under DNS tunneling, and most do not.',
        cause: 'They hold records that Windows does not know.',
        cure: 'Let Windows answer what it can of them.',
        commands: ['wslnet set bestEffortDnsParsing=true'],
      },
    ],
  },
  dnsTunnelingIpAddress: {
    interactions: ['A value that is no IPv4 address turns dnsTunneling off, unless a later line turns it on again.'],
    troubles: [
      {
        symptom: 'WSL says "Invalid IP value", and DNS tunneling is off.',
        cause: 'The value is not four numbers from 0 to 255 with dots between them. Zeros in front are not allowed.',
        cure: 'Take it out: WSL has an address of its own.',
        commands: ['wslnet unset dnsTunnelingIpAddress'],
      },
    ],
  },
  initialAutoProxyTimeout: {
    interactions: ['Proxy settings that come later wait for the next start of WSL.'],
    troubles: [
      {
        symptom: 'Linux has no proxy variables after a start.',
        cause: "Windows' proxy settings came later than WSL waited for them.",
        cure: 'Restart WSL, or wait longer, here five seconds.',
        commands: ['wsl --shutdown', 'wslnet set initialAutoProxyTimeout=5000'],
      },
    ],
  },
  safeMode: {
    interactions: ['It makes networkingMode none and turns dnsTunneling, autoProxy and virtio off.'],
    troubles: [safeModeIsOn],
  },
  virtio: {
    interactions: [
      'Without it virtioproxy becomes nat, or none where a policy makes virtioproxy the default.',
      'safeMode turns it off. On Windows 10 for Arm the default is false.',
    ],
    troubles: [virtioIsOff],
  },
};
