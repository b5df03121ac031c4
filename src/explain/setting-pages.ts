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
import { SETTING_FACTS } from './settings.ts';

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
