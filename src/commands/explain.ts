import { openOrEmpty } from '../change/open-file.ts';
import { ABILITY_NAMES, type AbilityName, EXPLAINED_MODES, type Verdict } from '../explain/modes.ts';
import { type ExplanationMembers, joinPage, paragraph } from '../explain/page.ts';
import { requireExplanation, TOPIC_LIST, TOPICS } from '../explain/topics.ts';
import { EXIT, Failure } from '../failure.ts';
import { findByName, isNetworking } from '../settings/catalogue.ts';
import { MODES } from '../settings/modes.ts';
import { isSame, resolve } from '../settings/resolve.ts';
import { NOTHING, reasonSentence, showAsked, showValue } from '../settings/value-text.ts';
import { anyOperands, type CommonOptions, type Context, defineCommand } from './define.ts';
import { sectionName, settingName, settingValue, severity } from './json.ts';
import type { Zod } from './zod.ts';

/** What a setting, a mode, a symptom or a code is, and what goes wrong with it; here, as far as that is known. */
export default defineCommand({
  summary: 'explain a mode, a setting, a symptom or a message',
  details: [
    'The topic can also be a symptom in a few words (vpn, dns, "localhost after sleep") or a message from WSL, Docker or Linux that you paste.',
    'wslnet explain modes compares the modes and says which ones this machine can use. Without a topic, it lists the topics.',
  ],
  operands: {
    topic: anyOperands('topic', 'what to explain', {
      complete: () => TOPICS.map(({ topic, summary }) => ({ value: topic, description: summary ?? '' })),
    }),
  },
  examples: ['wslnet explain mirrored', 'wslnet explain modes', 'wslnet explain vpn', 'wslnet explain 0x803b0015'],
  json: (z) => z.union(explanations(z)),
  async run(options, context) {
    const { topic, json } = options;
    const { members, toText } = topic.length === 0 ? TOPIC_LIST : requireExplanation(topic.join(' '));
    if (json) {
      context.printJson(members);
      return EXIT.done;
    }
    await context.page(toText(context.out) + (await explainHere(members, options, context)));
    return EXIT.done;
  },
});

const VERDICTS = ['yes', 'partly', 'no', 'unknown'] satisfies Verdict[];

function explanations(z: Zod) {
  const texts = z.array(z.string());
  const mode = z.enum(EXPLAINED_MODES);
  const ability = z
    .strictObject({
      works: z.enum(VERDICTS).check(z.describe('unknown if it is not documented, which does not mean no.')),
      condition: z.optional(z.string()),
      isDisputed: z.optional(z.boolean()).check(z.describe('Whether the reports of users differ.')),
      note: z.nullable(z.string()),
    })
    .check(z.meta({ id: 'ability' }));
  const abilities = z
    .strictObject(
      Object.fromEntries(ABILITY_NAMES.map((name) => [name, ability])) as Record<AbilityName, typeof ability>,
    )
    .check(z.meta({ id: 'abilities' }));
  const trouble = z
    .strictObject({
      symptom: z.string(),
      cause: z.string(),
      see: z
        .optional(z.strictObject({ text: z.string(), commands: texts }))
        .check(z.describe('How to find out whether this is the cause.')),
      cure: z.string(),
      commands: texts,
    })
    .check(z.meta({ id: 'trouble' }));
  const settingMembers = {
    topic: settingName(z),
    kind: z.literal('setting'),
    section: sectionName(z),
    formerSection: z.nullable(sectionName(z)).check(z.describe('Where WSL also reads it.')),
    expects: z.string(),
    choices: texts.check(z.describe('The possible values; empty if there are too many.')),
  };
  return [
    z.strictObject({
      topic: z.null(),
      kind: z.literal('list'),
      topics: z.array(z.strictObject({ topic: z.string(), group: z.string(), summary: z.nullable(z.string()) })),
    }),
    z.strictObject({
      topic: z.string(),
      kind: z.literal('comparison'),
      modes: z.array(z.strictObject({ mode, summary: z.string(), abilities })),
    }),
    z.strictObject({
      topic: mode,
      kind: z.literal('mode'),
      summary: z.string(),
      details: texts,
      needs: texts,
      abilities,
      troubles: z.array(trouble),
      diagram: texts,
      link: z.string(),
      settings: z
        .nullable(z.strictObject({ applied: z.array(settingName(z)), idle: z.array(settingName(z)) }))
        .check(z.describe('Settings that depend on the mode, by whether WSL looks at them; null for WSL 1.')),
    }),
    z.strictObject({
      ...settingMembers,
      default: settingValue(z),
      summary: z.string(),
      modes: z.array(z.enum(MODES)),
      needs: z.nullable(z.strictObject({ setting: settingName(z), value: z.boolean() })),
      since: z.nullable(z.string()).check(z.describe('A WSL version; null if it is not documented.')),
      interactions: texts,
      troubles: z.array(trouble),
      link: z.string(),
    }),
    // A setting that is not about the network.
    z.strictObject(settingMembers),
    z.strictObject({
      topic: z.string(),
      kind: z.literal('symptom'),
      title: z.string(),
      causes: z.array(trouble).check(z.describe('The most likely first.')),
      related: texts.check(z.describe('Topics that say more.')),
      doctor: z.nullable(z.string()).check(z.describe('The command that looks for it on this machine.')),
    }),
    z.strictObject({
      topic: z.string(),
      kind: z.literal('code'),
      title: z.string(),
      severities: z.array(severity(z)),
      why: z.string(),
      wsl: z.string(),
      wrong: z.string(),
      right: z.string(),
    }),
  ] as const;
}

/** What the topic comes to here: the setting in this user's file, the modes on this machine. Empty where that is not known. */
async function explainHere(
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
    const standard = showValue(setting, setting.default);
    const text =
      standard === NOTHING
        ? `Here: ${file.name} does not set ${name}, which has no default.`
        : `Here: ${file.name} does not set ${name}. The default is ${standard}.`;
    return isInert || !isSame(value, setting.default) ? text + because : text;
  }
  const line = file.lines.lineAt(applied.entry.key.start);
  return `Here: line ${line} of ${file.name} sets ${name} to ${showAsked(setting, applied)}.${because}`;
}

/** Which modes this machine can have, and which of them to use; null where Windows and WSL did not tell their versions. */
async function modesHere(options: CommonOptions, context: Context): Promise<string | null> {
  const [{ lookAround }, { canHaveMode }, { windowsName }] = await Promise.all([
    import('./look.ts'),
    import('../doctor/facts.ts'),
    import('../doctor/facts.ts'),
  ]);
  const { environment, facts } = await lookAround(options, context, []);
  const { windows, wsl, activeMode } = facts;
  if (!windows.known || !wsl.known) return null;
  const modes = MODES.filter((mode) => mode !== 'bridged' && mode !== 'none' && canHaveMode(mode, environment));
  const machine = `${windowsName(windows.value)} with ${wsl.value.wsl === null ? 'the WSL of Windows' : `WSL ${wsl.value.wsl}`}`;
  const active = activeMode.known ? ` ${activeMode.value} is active.` : '';
  const possible = modes.length === 0 ? ' has no choice of modes' : ` can have ${modes.join(', ')}`;
  return `Here: ${machine}${possible}.${active} ${advice(modes)}`;
}

/** What to use, for who has no reason of their own. */
function advice(modes: readonly string[]): string {
  if (modes.length === 0) return 'A group policy sets the mode.';
  if (modes.includes('mirrored') && modes.length > 1) {
    return 'If everything you need works, keep the mode you have. Use mirrored for IPv6, for a VPN, to reach Windows via 127.0.0.1, or to let other devices reach Linux.';
  }
  if (modes.includes('virtioproxy')) return 'Use nat. If a VPN breaks it, use virtioproxy.';
  return `Use ${modes.join(' or ')}.`;
}
