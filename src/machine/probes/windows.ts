import { release } from 'node:os';
import { type Fact, known, type PolicyNumbers, unknown, type WindowsVersion } from '../facts.ts';
import { type ProgramAnswer, understood } from '../programs.ts';
import type { Probe } from './probe.ts';

/** The values of a registry key as reg.exe prints them: names and types are not translated. */
type RegistryValues = ReadonlyMap<string, string>;

function parseRegistry(text: string): RegistryValues {
  const values = [...text.matchAll(/^ +(\S.*?) +REG_[A-Z_]+(?: +(.*?))?\s*$/gm)];
  return new Map(values.map(([, name = '', value = '']) => [name.toLowerCase(), value]));
}

function numberIn(values: RegistryValues, name: string): number | undefined {
  const text = values.get(name.toLowerCase());
  return text !== undefined && /^(?:0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : undefined;
}

/** reg.exe ends with 1 for a key or value that is not there: that nothing is set is an answer. */
function registryOf(answer: Fact<ProgramAnswer>): Fact<RegistryValues> {
  if (answer.known && answer.value.exit === 1) return known(new Map());
  return understood('reg.exe', answer, (text) => (text.trim() === '' ? null : parseRegistry(text)));
}

const CURRENT_VERSION = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';

export const probeWindows: Probe<'windows'> = async ({ askWindows, place }) => {
  const values = registryOf(await askWindows('reg.exe', 'query', CURRENT_VERSION));
  const build = values.known ? numberIn(values.value, 'CurrentBuild') : undefined;
  if (values.known && build !== undefined) {
    const edition = values.value.get('editionid') ?? null;
    return known<WindowsVersion>({ build, revision: numberIn(values.value, 'UBR') ?? 0, edition });
  }
  if (place === 'windows') {
    const [, own] = /^10\.0\.(\d+)$/.exec(release()) ?? [];
    if (own !== undefined) return known({ build: Number(own), revision: 0, edition: null });
  }
  return values.known ? unknown('not-understood', 'reg.exe') : values;
};

export const probeArm64: Probe<'arm64'> = async ({ system, place }) =>
  place === 'linux' || place === 'macos' ? unknown('not-here', 'Windows') : known(system.arch === 'arm64');

export const probePolicies: Probe<'policies'> = async ({ askWindows }) => {
  const values = registryOf(await askWindows('reg.exe', 'query', 'HKLM\\Software\\Policies\\WSL'));
  if (!values.known) return values;
  const names = ['allowNetworkingModeUserSetting', 'allowFirewallUserSetting', 'defaultNetworkingMode'] as const;
  const set = names.flatMap((name) => {
    const value = numberIn(values.value, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return known<PolicyNumbers>(Object.fromEntries(set));
};

const IPV6 = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters';

export const probeIpv6: Probe<'ipv6DisabledComponents'> = async ({ askWindows }) => {
  const values = registryOf(await askWindows('reg.exe', 'query', IPV6, '/v', 'DisabledComponents'));
  return values.known ? known(numberIn(values.value, 'DisabledComponents') ?? 0) : values;
};

const INTERNET_SETTINGS = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

export const probeProxy: Probe<'proxy'> = async ({ askWindows }) => {
  const values = registryOf(await askWindows('reg.exe', 'query', INTERNET_SETTINGS));
  if (!values.known) return values;
  const isOn = numberIn(values.value, 'ProxyEnable') === 1;
  const server = (isOn && values.value.get('proxyserver')) || null;
  return known({ server, autoConfigUrl: values.value.get('autoconfigurl') || null });
};

const NO_SUCH_SERVICE = 1060;
const RUNNING = 4;

/** sc.exe's labels are translated; of its `label : number WORD` lines the second is the state. */
export const probeGlobalSecureAccess: Probe<'globalSecureAccess'> = async ({ askWindows }) => {
  const answer = await askWindows('sc.exe', 'query', 'GlobalSecureAccessTunnelingService');
  // A distribution sees the low byte of the exit code only; the message has the number in every language.
  const isMissing = answer.known && answer.value.exit !== 0 && answer.value.text.includes(String(NO_SUCH_SERVICE));
  if (isMissing || (answer.known && answer.value.exit === NO_SUCH_SERVICE)) return known(false);
  return understood('sc.exe', answer, (text) => {
    const [, state] = [...text.matchAll(/:\s*(\d+)\s+\S+\s*$/gm)].map(([, number]) => Number(number));
    return state === undefined ? null : state === RUNNING;
  });
};

/** The creator's id is WSL's own. Nothing of the user's is in here, and no double quote, which each shell passes on otherwise. */
const HYPER_V_SCRIPT = [
  '[Console]::OutputEncoding = [Text.Encoding]::UTF8',
  "$wsl = '{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}'",
  '$setting = Get-NetFirewallHyperVVMSetting -PolicyStore ActiveStore -Name $wsl -ErrorAction Stop',
  '$all = @(Get-NetFirewallHyperVRule -VMCreatorId $wsl -ErrorAction SilentlyContinue)',
  "$open = @($all | Where-Object { [string]$_.Direction -eq 'Inbound' -and [string]$_.Action -eq 'Allow' -and [string]$_.Enabled -eq 'True' })",
  '@{ inbound = [string]$setting.DefaultInboundAction; rules = $open.Count } | ConvertTo-Json -Compress',
].join('; ');

export const probeHyperVFirewall: Probe<'hyperVFirewall'> = async ({ askWindows }) => {
  const args = ['-NoProfile', '-NonInteractive', '-Command', HYPER_V_SCRIPT];
  return understood('powershell.exe', await askWindows('powershell.exe', ...args), (text) => {
    const [json = ''] = /\{.*\}/s.exec(text) ?? [];
    try {
      const { inbound, rules } = JSON.parse(json);
      if (typeof inbound !== 'string' || typeof rules !== 'number') return null;
      return { blocksInbound: inbound !== 'Allow', inboundRules: rules };
    } catch {
      return null;
    }
  });
};
