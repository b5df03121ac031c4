import type { Span } from '../ini/document.ts';
import type { Operation } from '../ini/edit.ts';
import type { Need, Setting } from '../settings/catalogue.ts';
import type { Mode } from '../settings/kinds.ts';
import type { Message } from '../settings/reading.ts';

/**
 * `error`: WSL will not do what the line asks. `warning`: it will, but hardly what was meant, or only by grace.
 * `information`: the rest.
 */
export type Severity = 'error' | 'warning' | 'information';

/** Each code with what its sentences need to know. Codes are interface: they do not change their meaning. */
export interface DiagnosticArguments {
  'after-ctrl-z': object;
  'bad-header': { suggestion: string; isFirst: boolean; isNamed: boolean };
  'bridged-deprecated': object;
  'bridged-without-switch': object;
  'consomme-spelling': object;
  'derailed-key': { key: string; name: string; isRead: boolean };
  'duplicate-key': { setting: string; isSame: boolean };
  'firewall-always-on': object;
  'former-section': { setting: string; section: string };
  'invalid-dns-address': { value: string };
  'invalid-escape': { written: string };
  'invalid-line': { character: string };
  'invalid-mac': { value: string };
  'invalid-port': { item: string };
  'invalid-value': { setting: string; value: string; expects: string; suggestion: string | null };
  'localhost-forwarding-in-mirrored': object;
  'mangled-value': { character: string };
  'mark-only': object;
  'misread-number': { text: string; value: number };
  'misread-port': { item: string; port: number };
  'missing-equals': { key: string };
  'mode-spelling': { spelling: string };
  'no-effect': { setting: string; modes: readonly Mode[] | null; mode: Mode; need: Need | null };
  'no-section': { key: string; setting: string | null; section: string | null };
  'open-quote': object;
  'other-reader': { setting: string; seen: string; actual: string; hasMark: boolean };
  'port-list-spelling': { spelling: string };
  'removed-key': { key: string; release: string };
  'safe-mode': object;
  'semicolon-comment': object;
  'semicolon-in-value': { setting: string; isRefused: boolean; isText: boolean };
  'single-quotes': { setting: string; isText: boolean };
  'swallowed-line': { isLoss: boolean };
  'unescaped-path': { path: string };
  'unknown-key': { name: string; nearest: string | null };
  'utf-16': object;
  'virtio-off': object;
  'wrong-section': { setting: string; section: string; found: string };
  'wsl-conf-key': { key: string; section: string };
}

export type DiagnosticCode = keyof DiagnosticArguments;

/** Operations that mend a finding. */
export interface Fix {
  readonly operations: readonly Operation[];
  /** The setting whose meaning the repair restores; null where nothing changes but spelling or place. */
  readonly restores: Setting | null;
}

/** Something worth saying about a file: a value, whose sentences are in `report`. */
export interface Diagnostic<C extends DiagnosticCode = DiagnosticCode> {
  readonly code: C;
  readonly severity: Severity;
  /** The characters it is about; empty where something is missing. */
  readonly span: Span;
  readonly args: DiagnosticArguments[C];
  /** The other place it is about, such as the first entry of a duplicate. */
  readonly related: Span | null;
  /** What WSL itself prints for it, if anything. */
  readonly wsl: Message | null;
  /** What `check --fix` does about it; null where that would change more than the line plainly meant. */
  readonly fix: Fix | null;
}

type Optional = 'related' | 'wsl' | 'fix';

/** A diagnostic; what is not given is null. */
export function diagnostic<C extends DiagnosticCode>(
  code: C,
  severity: Severity,
  span: Span,
  args: DiagnosticArguments[C],
  more: Partial<Pick<Diagnostic, Optional>> = {},
): Diagnostic {
  return { code, severity, span, args, related: null, wsl: null, fix: null, ...more } as Diagnostic;
}
