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
    symptom: `${name} is in the file, but has no effect.`,
    cause: 'The mode is not bridged. WSL reads the line and ignores it.',
    cure: `${instead} Delete the line.`,
    commands: [...commands, `wslnet unset ${name}`],
  };
}

export const SETTING_FACTS: { readonly [N in NetworkingName]: SettingFacts } = {
  networkingMode: {
    interactions: [
      'The mode decides which other settings have an effect. Mirrored turns the firewall on.',
      'safeMode=true makes it none. virtio=false prevents virtioproxy.',
      'A group policy can set the default mode, and forbid every other mode but none.',
      'When WSL starts it can still fall back: from mirrored to nat, from nat to virtioproxy, else to none. In a distribution, "wslinfo --networking-mode" prints the active mode.',
    ],
    troubles: [notRestarted, fallsBackToNat, consommeIsRefused],
  },
  dnsTunneling: {
    interactions: [
      'bestEffortDnsParsing and dnsTunnelingIpAddress need it on, dnsProxy needs it off.',
      'safeMode turns it off, and so does an invalid dnsTunnelingIpAddress.',
      'It is off while the service of Global Secure Access runs, and on Windows 10 and Windows 11 21H2, whatever the file says.',
      'In a distribution, generateResolvConf=false in /etc/wsl.conf prevents it.',
      'Docker containers do not use it.',
      'Turn it off to use encrypted DNS (DoT, DoH) that you set up inside Linux.',
    ],
    troubles: [
      namesFailOnVpn,
      {
        symptom: 'Names do not resolve in one distribution, but do in others.',
        cause: 'Its /etc/wsl.conf has generateResolvConf=false, so WSL does not write /etc/resolv.conf.',
        cure: 'Delete that line and restart WSL, or write /etc/resolv.conf yourself. In Linux, this shows the line.',
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
      'In mirrored mode the firewall is always on; this setting does not change that.',
      'A group policy can forbid turning it off.',
      'It needs the Hyper-V firewall of Windows 11 22H2 or later. Without it the firewall is off, even if the file says true.',
    ],
    troubles: [
      {
        symptom: 'firewall=false is in the file, but the firewall is on.',
        cause: 'In mirrored mode WSL ignores the setting, without a warning.',
        cure: 'Delete the line, and open the ports you need: "wslnet open 3000" opens port 3000.',
        commands: ['wslnet unset firewall'],
      },
      {
        symptom: 'WSL says "Hyper-V firewall is not supported".',
        cause: 'Windows is older than 11 22H2, or HyperVFirewallDisable in the registry is 1.',
        see: { text: 'Which Windows this is:', commands: ['wslnet status'] },
        cure: 'On an older Windows, delete the line. The message goes, and nothing else changes.',
        commands: ['wslnet unset firewall'],
      },
      lanIsBlocked,
    ],
  },
  autoProxy: {
    interactions: [
      'initialAutoProxyTimeout needs it on. safeMode turns it off.',
      'It sets HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in upper and lower case. Variables passed on by WSLENV win.',
      'For a proxy script (PAC) it sets WSL_PAC_URL, which most Linux programs do not use.',
    ],
    troubles: [localhostProxy],
  },
  localhostForwarding: {
    interactions: [
      'Mirrored mode does not need it: Windows and Linux share 127.0.0.1. WSL warns if the file has it there, whatever its value.',
    ],
    troubles: [
      {
        symptom: 'WSL says "The wsl2.localhostForwarding setting has no effect when using mirrored networking mode".',
        cause: 'The line is in the file, often from a copied example.',
        cure: 'Delete it. Nothing else changes.',
        commands: ['wslnet unset localhostForwarding'],
      },
    ],
  },
  dnsProxy: {
    interactions: ['dnsTunneling is on by default, so this setting rarely has an effect.'],
    troubles: [
      {
        symptom: 'dnsProxy is in the file, but has no effect.',
        cause: 'dnsTunneling is on, or the mode is not nat.',
        cure: 'Delete it, or turn DNS tunneling off as well.',
        commands: ['wslnet unset dnsProxy', 'wslnet set dnsTunneling=false'],
      },
      {
        symptom: 'Names do not resolve with DNS tunneling off, on a computer that an organization manages.',
        cause: 'Its firewall policy can block DNS queries to the NAT gateway.',
        cure: 'Turn DNS tunneling on: it does not go through that firewall.',
        commands: ['wslnet set dnsTunneling=true'],
      },
    ],
  },
  ipv6: {
    interactions: ['Mirrored mode has the IPv6 of Windows without it. nat has no IPv6.'],
    troubles: [
      {
        symptom: 'Linux has no IPv6.',
        cause: 'nat mode has none; this setting does not change that. virtioproxy has TCP and UDP since WSL 2.7.1.',
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
    interactions: ['Without it, or with a name that Hyper-V does not know, bridged mode starts without a network.'],
    troubles: [noSwitch, noEffectOutsideBridged('vmSwitch', 'Other modes need no switch.')],
  },
  macAddress: {
    interactions: ['An invalid address makes WSL ignore the whole file, in every mode.'],
    troubles: [
      {
        symptom: 'WSL says "Invalid mac address", and no setting in the file has an effect.',
        cause: 'The value is not six pairs of hex digits, separated by : or by - throughout.',
        cure: 'Fix the value or delete it.',
        commands: ['wslnet set macAddress=5A:94:EF:E4:0C:EE', 'wslnet unset macAddress'],
      },
      noEffectOutsideBridged('macAddress', 'Other modes do not use it.'),
    ],
  },
  ignoredPorts: {
    interactions: [
      'In mirrored mode port 53 is always ignored.',
      'A port listed here is for traffic inside Linux only: Windows and other devices cannot reach it.',
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
    interactions: [
      '127.0.0.1 works in both directions without it. It adds the IPv4 addresses of Windows, not its IPv6 addresses.',
    ],
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
        symptom: 'Some DNS queries fail with DNS tunneling, most do not.',
        cause: 'They ask for records that Windows does not know.',
        cure: 'Let Windows answer what it can.',
        commands: ['wslnet set bestEffortDnsParsing=true'],
      },
    ],
  },
  dnsTunnelingIpAddress: {
    interactions: ['An invalid address turns dnsTunneling off, unless a later line turns it on again.'],
    troubles: [
      {
        symptom: 'WSL says "Invalid IP value", and DNS tunneling is off.',
        cause: 'The value is not four numbers from 0 to 255 separated by dots, without leading zeros.',
        cure: 'Delete it: WSL has an address of its own.',
        commands: ['wslnet unset dnsTunnelingIpAddress'],
      },
    ],
  },
  initialAutoProxyTimeout: {
    interactions: ['Proxy settings that arrive later take effect at the next start of WSL.'],
    troubles: [
      {
        symptom: 'Linux has no proxy variables after a start.',
        cause: 'The proxy settings of Windows arrived after WSL stopped waiting for them.',
        cure: 'Restart WSL, or wait longer, here five seconds.',
        commands: ['wslnet restart', 'wslnet set initialAutoProxyTimeout=5000'],
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
