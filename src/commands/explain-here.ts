import { openOrEmpty } from '../change/open-file.ts';
import { type ExplanationMembers, joinPage, paragraph } from '../explain/page.ts';
import { Failure } from '../failure.ts';
import { findByName, isNetworking } from '../settings/catalogue.ts';
import { MODES } from '../settings/modes.ts';
import { resolve } from '../settings/resolve.ts';
import { reasonSentence, showAsked, showValue } from '../settings/value-text.ts';
import type { CommonOptions, Context } from './context.ts';

/** What the topic comes to here: the setting in this user's file, the modes on this machine. Empty where that is not known. */
export async function explainHere(
  { kind, topic }: ExplanationMembers,
  options: CommonOptions,
  context: Context,
): Promise<string> {
  try {
    const text =
      kind === 'setting'
        ? await settingHere(topic, options, context)
        : kind === 'comparison'
          ? await modesHere(options, context)
          : null;
    return text === null ? '' : `\n${joinPage([paragraph(text, context.out.width)])}`;
  } catch (error) {
    // That there is no file is nothing to say here.
    if (error instanceof Failure) return '';
    throw error;
  }
}

/** By the file alone: no program is asked. */
async function settingHere(name: string, options: CommonOptions, context: Context): Promise<string | null> {
  const setting = findByName(name);
  if (!setting || !isNetworking(setting)) return null;
  const file = await openOrEmpty(options, context);
  const resolved = resolve(file.reading, {}).settings[setting.name];
  const { applied, value, reason, isInert } = resolved;
  const because = reason ? ` ${reasonSentence(resolved, reason, file.lines)}` : '';
  if (!applied) {
    const text = value === null ? 'has none by default' : `is ${showValue(setting, value)} by default`;
    return `Here: ${file.name} does not set ${name}; it ${text}.${isInert ? because : ''}`;
  }
  const line = file.lines.lineAt(applied.entry.key.start);
  return `Here: line ${line} of ${file.name} sets ${name} to ${showAsked(setting, applied)}.${because}`;
}

/** Which modes this machine can have, and which of them to use; null where Windows and WSL did not tell their versions. */
async function modesHere(options: CommonOptions, context: Context): Promise<string | null> {
  const [{ lookAround }, { canHaveMode }, { windowsName }] = await Promise.all([
    import('./look.ts'),
    import('../doctor/environment.ts'),
    import('../doctor/facts.ts'),
  ]);
  const { environment, facts } = await lookAround(options, context, []);
  const { windows, wsl, activeMode } = facts;
  if (!windows.known || !wsl.known) return null;
  const modes = MODES.filter((mode) => mode !== 'bridged' && mode !== 'none' && canHaveMode(mode, environment));
  const machine = `${windowsName(windows.value)} with ${wsl.value.wsl === null ? 'the WSL of Windows' : `WSL ${wsl.value.wsl}`}`;
  const active = activeMode.known ? ` ${activeMode.value} is active.` : '';
  return `Here: ${machine} can have ${modes.join(', ')}.${active} ${advice(modes)}`;
}

/** What to use, for who has no reason of their own. */
function advice(modes: readonly string[]): string {
  if (modes.length === 0) return 'A group policy sets the mode.';
  if (modes.includes('mirrored')) {
    return 'If all you need works, keep nat. For IPv6, for a VPN, to reach Windows by 127.0.0.1 or to be reached from other devices, use mirrored.';
  }
  if (modes.includes('virtioproxy')) return 'Use nat. Where a VPN breaks it, use virtioproxy.';
  return `Use ${modes.join(' or ')}.`;
}
