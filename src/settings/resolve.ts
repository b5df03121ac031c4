import type { Entry } from '../ini/document.ts';
import { NETWORKING_NAMES, NETWORKING_SETTINGS, type NetworkingName, type Setting } from './catalogue.ts';
import type { Environment, Message, MessageId, NetworkingConfig } from './interpretation.ts';
import { type Mode, modeOfPolicy } from './modes.ts';
import type { AppliedEntry, SettingsReading } from './reading.ts';
import { applyStartRules, type StartReason } from './vm-start.ts';

/** Where a value that applies comes from. */
export type Source = 'file' | 'default' | 'policy' | 'mode' | 'service' | 'unsupported';

/** Why a value is not simply what the file asks for; the sentences are in `value-text`. */
export type Reason =
  | { readonly code: 'reading-given-up'; readonly line: Entry }
  | { readonly code: 'refused-value'; readonly text: string; readonly expects: string }
  | { readonly code: 'refused-ports'; readonly text: string }
  | { readonly code: 'bad-dns-address'; readonly line: Entry }
  | { readonly code: 'refused-dns-address'; readonly text: string }
  | { readonly code: 'mirrored-has-firewall' }
  | { readonly code: 'policy-default-mode' }
  | { readonly code: 'policy-forbids-mode'; readonly mode: Mode }
  | { readonly code: 'policy-forbids-firewall-off' }
  | { readonly code: 'global-secure-access' }
  | { readonly code: 'safe-mode' }
  | { readonly code: 'virtioproxy-needs-virtio' }
  | StartReason
  | { readonly code: 'only-in-modes'; readonly modes: readonly Mode[]; readonly mode: Mode }
  | { readonly code: 'only-with'; readonly setting: NetworkingName; readonly value: boolean };

/** A setting as it applies, with its origin. */
export interface ResolvedSetting<T = unknown> {
  readonly setting: Setting;
  /** Null where there is none, or where reading was given up. */
  readonly value: T | null;
  readonly source: Source;
  /** The first entry of the setting, the only one that WSL looks at, and what WSL reads in it. */
  readonly applied: AppliedEntry | null;
  /** Whether what the file says, or would say, has no effect as things are. */
  readonly isInert: boolean;
  readonly reason: Reason | null;
}

/** Every networking setting as it applies, by name. */
export type ResolvedSettings = { readonly [N in NetworkingName]: ResolvedSetting<NetworkingConfig[N]> };

/** What applies, and what WSL warns of on the way. */
export interface Resolution {
  readonly settings: ResolvedSettings;
  readonly warnings: readonly Message[];
}

/** How often settings were resolved since the program began: the cost of a command is measured by it. */
export const resolutions = { count: 0 };

/**
 * Works out which values apply: WSL's reading, then its policies and consistency rules in WSL's order
 * (`Config::ParseConfigFile` and `Config::Initialize` of WslCoreConfig in WSL's source), each value with its origin.
 */
export function resolve(reading: SettingsReading, environment: Environment): Resolution {
  resolutions.count++;
  const state = new State(reading, environment);
  if (reading.config) for (const step of STEPS) step(state);
  return { settings: state.finish(), warnings: state.warnings };
}

/** A setting outside of networking: the value in the file applies; its default is not in the catalogue. */
export function resolveOther({ applied, error }: SettingsReading, setting: Setting): ResolvedSetting {
  const own = applied.get(setting) ?? null;
  const isActive = own?.value !== undefined && !error;
  const isRefused = own !== null && own.value === undefined;
  return {
    ...{ setting, applied: own },
    value: isActive ? own.value : null,
    source: isActive ? 'file' : 'default',
    isInert: false,
    reason: isRefused ? { code: 'refused-value', text: own.entry.value, expects: setting.kind.expects } : null,
  };
}

/** The plain values of resolved settings. */
export function toConfig(settings: ResolvedSettings): NetworkingConfig {
  return Object.fromEntries(
    NETWORKING_NAMES.map((name) => [name, settings[name].value]),
  ) as unknown as NetworkingConfig;
}

interface Origin {
  source: Source;
  reason: Reason | null;
}

/** Values on their way from the file to what applies. */
class State {
  readonly reading: SettingsReading;
  readonly environment: Environment;
  readonly warnings: Message[] = [];
  readonly values: Record<NetworkingName, unknown>;
  private readonly origins: Record<NetworkingName, Origin>;

  constructor(reading: SettingsReading, environment: Environment) {
    this.reading = reading;
    this.environment = environment;
    const config: Partial<NetworkingConfig> = reading.config ?? {};
    this.values = perName((name) => config[name] ?? null);
    this.origins = perName((name) => this.originByFile(name));
  }

  get<N extends NetworkingName>(name: N): NetworkingConfig[N] {
    return this.values[name] as NetworkingConfig[N];
  }

  /** Puts a value in place for a reason. One that is there already keeps its origin. */
  put<N extends NetworkingName>(name: N, value: NetworkingConfig[N], source: Source, reason: Reason): void {
    if (isSame(this.values[name], value)) return;
    this.values[name] = value;
    this.origins[name] = { source, reason };
  }

  /** Gives a reason for a value that the step before already put in. */
  explain(name: NetworkingName, source: Source, reason: Reason): void {
    this.origins[name] = { source, reason };
  }

  warn(id: MessageId, ...args: string[]): void {
    this.warnings.push({ id, args });
  }

  applied(name: NetworkingName): AppliedEntry | undefined {
    return this.reading.applied.get(NETWORKING_SETTINGS[name] as Setting);
  }

  finish(): ResolvedSettings {
    return perName((name) => this.settle(name)) as ResolvedSettings;
  }

  private originByFile(name: NetworkingName): Origin {
    const applied = this.applied(name);
    if (!applied) return { source: 'default', reason: null };
    const { kind } = NETWORKING_SETTINGS[name];
    const text = applied.entry.value;
    if (applied.value === undefined) {
      if (applied.entry === this.reading.dnsTunnelingOffBy) {
        return { source: 'default', reason: { code: 'refused-dns-address', text } };
      }
      return { source: 'default', reason: { code: 'refused-value', text, expects: kind.expects } };
    }
    const isPartial = kind.read(text).refusals > 0;
    return { source: 'file', reason: isPartial ? { code: 'refused-ports', text } : null };
  }

  private settle(name: NetworkingName): ResolvedSetting {
    const applied = this.applied(name) ?? null;
    const base = { setting: NETWORKING_SETTINGS[name] as Setting, applied };
    const { stoppedBy } = this.reading;
    if (stoppedBy) {
      const reason = { code: 'reading-given-up', line: stoppedBy } as const;
      return { ...base, value: null, source: 'default', isInert: true, reason };
    }
    const value = this.values[name];
    const { source, reason } = this.origins[name];
    const idle = this.whyIdle(name);
    const isOverruled = applied !== null && !isSame(applied.value, value);
    const isInert = idle !== null || isOverruled;
    return { ...base, value, source, isInert, reason: reason ?? idle };
  }

  /** Why WSL does not look at the setting at all as things are; null where it does. */
  private whyIdle(name: NetworkingName): Reason | null {
    const { modes, needs } = NETWORKING_SETTINGS[name];
    const mode = this.get('networkingMode');
    if (name === 'firewall' && mode === 'mirrored') return null;
    if (!modes.includes(mode)) return { code: 'only-in-modes', modes, mode };
    if (needs && this.get(needs.setting) !== needs.value) {
      return { code: 'only-with', setting: needs.setting, value: needs.value };
    }
    return null;
  }
}

type Step = (state: State) => void;

/** What reading itself decides beyond one entry, one value. */
const explainReading: Step = (state) => {
  const { dnsTunnelingOffBy } = state.reading;
  if (dnsTunnelingOffBy) state.explain('dnsTunneling', 'file', { code: 'bad-dns-address', line: dnsTunnelingOffBy });
  const isFirewallAsked = state.applied('firewall')?.value ?? NETWORKING_SETTINGS.firewall.default;
  const hasEntry = state.applied('firewall')?.value !== undefined;
  if (state.get('networkingMode') === 'mirrored' && !(hasEntry && isFirewallAsked)) {
    state.explain('firewall', 'mode', { code: 'mirrored-has-firewall' });
  }
};

function defaultMode({ policies }: Environment): Mode {
  return modeOfPolicy(policies?.defaultNetworkingMode) ?? 'nat';
}

const applyModePolicies: Step = (state) => {
  const fallback = defaultMode(state.environment);
  const asked = state.applied('networkingMode')?.value as Mode | undefined;
  if (asked === undefined) {
    state.put('networkingMode', fallback, 'policy', { code: 'policy-default-mode' });
    return;
  }
  const isForbidden = state.environment.policies?.allowCustomNetworkingModeUserSetting === false;
  if (!isForbidden || asked === 'none' || asked === fallback) return;
  state.put('networkingMode', fallback, 'policy', { code: 'policy-forbids-mode', mode: asked });
  state.warn('MessageSettingOverriddenByPolicy', 'wsl2.networkingMode');
};

const applyFirewallPolicy: Step = (state) => {
  const isForbidden = state.environment.policies?.allowCustomFirewallUserSetting === false;
  if (!isForbidden || state.get('networkingMode') === 'mirrored' || state.get('firewall')) return;
  state.put('firewall', true, 'policy', { code: 'policy-forbids-firewall-off' });
  state.warn('MessageSettingOverriddenByPolicy', 'wsl2.firewall');
};

const yieldToGlobalSecureAccess: Step = (state) => {
  if (!state.environment.globalSecureAccessRunning || !state.get('dnsTunneling')) return;
  state.put('dnsTunneling', false, 'service', { code: 'global-secure-access' });
  if (state.applied('dnsTunneling')?.value !== undefined) state.warn('MessageDnsTunnelingDisabled');
};

const applySafeMode: Step = (state) => {
  if (!state.get('safeMode')) return;
  const reason = { code: 'safe-mode' } as const;
  state.put('networkingMode', 'none', 'mode', reason);
  state.put('dnsTunneling', false, 'mode', reason);
  state.put('autoProxy', false, 'mode', reason);
  state.put('virtio', false, 'mode', reason);
  state.warn('MessageSafeModeEnabled');
};

const requireVirtio: Step = (state) => {
  if (state.get('virtio') || state.get('networkingMode') !== 'virtioproxy') return;
  const fallback = defaultMode(state.environment) === 'virtioproxy' ? 'none' : 'nat';
  state.put('networkingMode', fallback, 'unsupported', { code: 'virtioproxy-needs-virtio' });
  state.warn('MessageConsommeRequiresVirtio', fallback);
};

const dropDnsTunneling: Step = (state) => {
  const mode = state.get('networkingMode');
  const { modes } = NETWORKING_SETTINGS.dnsTunneling;
  if (!modes.includes(mode)) state.put('dnsTunneling', false, 'mode', { code: 'only-in-modes', modes, mode });
  if (state.get('dnsTunneling')) return;
  const reason = { code: 'only-with', setting: 'dnsTunneling', value: true } as const;
  state.put('bestEffortDnsParsing', false, 'mode', reason);
  state.put('dnsTunnelingIpAddress', null, 'mode', reason);
};

const dropMirroredOnly: Step = (state) => {
  const mode = state.get('networkingMode');
  if (mode === 'mirrored') return;
  const reason = { code: 'only-in-modes', modes: ['mirrored'], mode } as const;
  state.put('ignoredPorts', [], 'mode', reason);
  state.put('hostAddressLoopback', false, 'mode', reason);
};

const STEPS: readonly Step[] = [
  explainReading,
  applyModePolicies,
  applyFirewallPolicy,
  yieldToGlobalSecureAccess,
  applySafeMode,
  requireVirtio,
  applyStartRules,
  // Last, since the start may lead to another mode.
  dropDnsTunneling,
  dropMirroredOnly,
];

function perName<T>(make: (name: NetworkingName) => T): Record<NetworkingName, T> {
  return Object.fromEntries(NETWORKING_NAMES.map((name) => [name, make(name)])) as Record<NetworkingName, T>;
}

/** Whether two typed values mean the same. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => item === b[i]);
  return a === b;
}
