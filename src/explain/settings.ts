import {
  findByName,
  isNetworking,
  type NetworkingName,
  type NetworkingSetting,
  SETTINGS,
  type Setting,
} from '../settings/catalogue.ts';
import { MODES } from '../settings/modes.ts';
import { jsonValue, NOTHING, showValue } from '../settings/value-text.ts';
import { listOf } from '../text/names.ts';
import {
  bullets,
  definitions,
  type Explanation,
  joinPage,
  pageTitle,
  paragraph,
  section,
  type TopicKind,
  troubleLines,
} from './page.ts';
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
interface SettingFacts {
  /** What it does to others and they to it, beyond the modes and needs of the catalogue. */
  readonly interactions: readonly string[];
  readonly troubles: readonly Trouble[];
}

/** For the settings that count in bridged mode alone, of which WSL says nothing in the other modes. */
function noEffectOutsideBridged(name: NetworkingName, instead: string, ...commands: string[]): Trouble {
  return {
    symptom: `${name} is in the file, but has no effect.`,
    cause: 'The mode is not bridged, so WSL ignores the line.',
    cure: `${instead} Delete the line.`,
    commands: [...commands, `wslnet unset ${name}`],
  };
}

/** What is to be said of each networking setting besides what the catalogue has. */
const SETTING_FACTS: { readonly [N in NetworkingName]: SettingFacts } = {
  networkingMode: {
    interactions: [
      'The mode decides which other settings have an effect. Mirrored turns the firewall on.',
      'safeMode=true sets the mode to none. virtio=false prevents virtioproxy.',
      'A group policy can set the default mode and forbid all others except none.',
      'When WSL starts, it may fall back: from mirrored to nat, from nat to virtioproxy, or to none. To see the active mode: "wslnet status".',
    ],
    troubles: [notRestarted, fallsBackToNat, consommeIsRefused],
  },
  dnsTunneling: {
    interactions: [
      'bestEffortDnsParsing and dnsTunnelingIpAddress need it on, dnsProxy needs it off.',
      'safeMode turns it off, and so does an invalid dnsTunnelingIpAddress.',
      'It is always off on Windows 10 and Windows 11 21H2, and while Global Secure Access is running.',
      'In a distribution, generateResolvConf=false in /etc/wsl.conf prevents it.',
      'Docker containers do not use it.',
      'Turn it off to use encrypted DNS (DoT, DoH) that you set up inside Linux.',
    ],
    troubles: [
      namesFailOnVpn,
      {
        symptom: 'Names do not resolve in one distribution, but they do in others.',
        cause: 'Its /etc/wsl.conf has generateResolvConf=false, so WSL does not write /etc/resolv.conf.',
        cure: 'Delete that line and restart WSL, or write /etc/resolv.conf yourself. To find the line, in Linux:',
        commands: ['grep -n generateResolvConf /etc/wsl.conf'],
      },
      {
        symptom: 'Docker inside Linux does not resolve names, and the network blocks DNS to 8.8.8.8.',
        cause: 'According to Microsoft, DNS tunneling can cause this.',
        cure: 'Turn it off.',
        commands: ['wslnet set dnsTunneling=false'],
      },
    ],
  },
  firewall: {
    interactions: [
      'In mirrored mode the firewall is always on; this setting does not change that.',
      'A group policy can forbid turning it off.',
      'It needs the Hyper-V firewall of Windows 11 22H2 or later. Without that, it is off even if the file says true.',
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
      'initialAutoProxyTimeout has an effect only if it is on. safeMode turns it off.',
      'It sets HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in upper and lower case. Variables from WSLENV win.',
      'For a proxy script (PAC) it sets WSL_PAC_URL, which most Linux programs do not use.',
    ],
    troubles: [localhostProxy],
  },
  localhostForwarding: {
    interactions: [
      'Mirrored mode does not need it: Windows and Linux share 127.0.0.1. If the file sets it in this mode, WSL warns.',
    ],
    troubles: [
      {
        symptom: 'WSL says "The wsl2.localhostForwarding setting has no effect when using mirrored networking mode".',
        cause: 'The line is in the file, often copied from an example.',
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
        cure: 'Delete the line, or turn DNS tunneling off as well.',
        commands: ['wslnet unset dnsProxy', 'wslnet set dnsTunneling=false'],
      },
      {
        symptom: 'On a managed computer, names do not resolve while DNS tunneling is off.',
        cause: 'The firewall policy may block DNS queries to the NAT gateway.',
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
        cause:
          'nat mode has no IPv6, and this setting does not change that. virtioproxy has TCP and UDP since WSL 2.7.1.',
        cure: 'Use mirrored mode, which has the IPv6 of Windows. "wslnet explain no-ipv6" says more.',
        commands: ['wslnet set mirrored'],
      },
      noEffectOutsideBridged('ipv6', 'For IPv6 use mirrored mode.', 'wslnet set mirrored'),
    ],
  },
  dhcp: {
    interactions: ['dhcpTimeout sets how long to wait. With dhcp=false, you have to set the address inside Linux.'],
    troubles: [noEffectOutsideBridged('dhcp', 'In other modes, Linux gets its address without it.')],
  },
  dhcpTimeout: {
    interactions: [],
    troubles: [
      noEffectOutsideBridged('dhcpTimeout', 'Other modes do not wait for DHCP.'),
      {
        symptom: 'Linux sometimes starts without an address.',
        cause: 'WSL waits five seconds, and the DHCP server takes longer.',
        cure: 'Wait longer (here 20 seconds).',
        commands: ['wslnet set dhcpTimeout=20000'],
      },
    ],
  },
  vmSwitch: {
    interactions: ['Without it, or if Hyper-V has no switch of that name, bridged mode starts without a network.'],
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
      'In mirrored mode, port 53 is always ignored.',
      'A port in this list works inside Linux only: Windows and other devices cannot reach it.',
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
        cause: 'WSL does not know ranges. It reads 3000-3002 as 3000, without a warning.',
        cure: 'List each port.',
        commands: ['wslnet set ignoredPorts=3000,3001,3002'],
      },
    ],
  },
  hostAddressLoopback: {
    interactions: ['127.0.0.1 works both ways without it. It adds the other IPv4 addresses of Windows, but not IPv6.'],
    troubles: [
      {
        symptom: 'Linux cannot reach Windows via its LAN address.',
        cause: 'The mode is not mirrored, or the setting is off (the default) or in the wrong section.',
        cure: 'Use mirrored mode and turn it on. This puts it in [experimental].',
        commands: ['wslnet set mirrored hostAddressLoopback=true'],
      },
    ],
  },
  bestEffortDnsParsing: {
    interactions: [],
    troubles: [
      {
        symptom: 'A few DNS queries fail with DNS tunneling; most work.',
        cause: 'They ask for record types that Windows does not know.',
        cure: 'Let Windows answer as much as it can.',
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
        cure: 'Delete the line; WSL has a default address.',
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
        cure: 'Restart WSL, or wait longer (here 5 seconds).',
        commands: ['wslnet restart', 'wslnet set initialAutoProxyTimeout=5000'],
      },
    ],
  },
  safeMode: {
    interactions: ['It sets networkingMode to none and turns dnsTunneling, autoProxy and virtio off.'],
    troubles: [safeModeIsOn],
  },
  virtio: {
    interactions: [
      'Without it, WSL uses nat instead of virtioproxy, or none if a group policy makes virtioproxy the default.',
      'safeMode turns it off. On Windows 10 for Arm, the default is false.',
    ],
    troubles: [virtioIsOff],
  },
};

/** Every setting that WSL reads; of those outside of networking only what the catalogue knows. */
export const SETTING_TOPICS: TopicKind = {
  title: 'Settings',
  summaries: new Map(SETTINGS.map((setting) => [setting.name, isNetworking(setting) ? setting.summary : null])),
  find(word) {
    const setting = findByName(word);
    if (!setting) return null;
    return isNetworking(setting) ? explainNetworking(setting) : explainOther(setting);
  },
};

function explainNetworking(setting: NetworkingSetting & { readonly name: NetworkingName }): Explanation {
  const { name, summary, modes, needs, since, link } = setting;
  const { interactions, troubles } = SETTING_FACTS[name];
  return {
    members: {
      ...commonMembers(setting),
      ...{ default: jsonValue(setting.default), summary, modes, needs, since, interactions, troubles, link },
    },
    toText: (style) =>
      joinPage([
        pageTitle(name, 'setting', style),
        paragraph(summary, style.width),
        definitions(networkingFields(setting), style),
        section('Good to know', bullets(interactions, style.width), style.colors),
        section('Known problems', troubleLines(troubles, style), style.colors),
        [link],
      ]),
  };
}

/** Where Microsoft documents the settings that wslnet does not explain. */
const ALL_SETTINGS = 'https://learn.microsoft.com/windows/wsl/wsl-config';

/** A setting that networking has no say in: its default and its meaning are not in the catalogue. */
function explainOther(setting: Setting): Explanation {
  return {
    members: commonMembers(setting),
    toText: (style) =>
      joinPage([
        pageTitle(setting.name, 'setting', style),
        paragraph('WSL reads this setting, but it has nothing to do with the network.', style.width),
        definitions(commonFields(setting), style),
        [ALL_SETTINGS],
      ]),
  };
}

function commonMembers({ name, section: home, formerSection, kind }: Setting) {
  return {
    topic: name,
    kind: 'setting',
    section: home,
    formerSection,
    expects: kind.expects,
    choices: kind.choices,
  } as const;
}

function commonFields({ section: home, formerSection, kind }: Setting): [name: string, text: string][] {
  return [
    ['Value', kind.expects],
    ['Section', formerSection ? `[${home}]; WSL also reads it in [${formerSection}], its old section` : `[${home}]`],
  ];
}

function networkingFields(setting: NetworkingSetting): [name: string, text: string][] {
  const { since } = setting;
  const standard = showValue(setting, setting.default);
  return [
    ...commonFields(setting),
    ['Default', standard === NOTHING ? 'none' : standard],
    ...(since ? [['Since', `WSL ${since}`] as [string, string]] : []),
    ['Effect', effectText(setting)],
  ];
}

/** When WSL looks at the setting. */
function effectText({ modes, needs }: NetworkingSetting): string {
  const isForAll = modes.length === MODES.length;
  if (needs === null) return isForAll ? 'in every mode' : `in ${listOf(modes)} mode`;
  return isForAll
    ? `in every mode, if ${needs.setting} is ${needs.value}`
    : `in ${listOf(modes)} mode, if ${needs.setting} is ${needs.value}`;
}
