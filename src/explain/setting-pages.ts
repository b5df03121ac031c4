import {
  findByName,
  isNetworking,
  type NetworkingName,
  type NetworkingSetting,
  SETTINGS,
  type Setting,
} from '../settings/catalogue.ts';
import { MODES, modeList } from '../settings/modes.ts';
import { jsonValue, showValue } from '../settings/value-text.ts';
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
        section('Known trouble', troubleLines(troubles, style), style.colors),
        [link],
      ]),
  };
}

/** A setting that networking has no say in: its default and its meaning are not in the catalogue. */
function explainOther(setting: Setting): Explanation {
  return {
    members: commonMembers(setting),
    toText: (style) =>
      joinPage([
        pageTitle(setting.name, 'setting', style),
        paragraph('WSL reads this setting. It is not about the network, so no more is told of it here.', style.width),
        definitions(commonFields(setting), style),
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
  const former = formerSection ? `; WSL also reads it in [${formerSection}], where it was before` : '';
  return [
    ['Value', kind.expects],
    ['Section', `[${home}]${former}`],
  ];
}

function networkingFields(setting: NetworkingSetting): [name: string, text: string][] {
  const { modes, needs, since } = setting;
  const only = needs ? `, while ${needs.setting} is ${needs.value}` : '';
  return [
    ...commonFields(setting),
    ['Default', showValue(setting, setting.default)],
    ...(since ? [['Since', `WSL ${since}`] as [string, string]] : []),
    ['Effect', `in ${modes.length === MODES.length ? 'every mode' : `${modeList(modes)} mode`}${only}`],
  ];
}
