import type { Message, MessageId } from '../settings/message.ts';
import { FILE_ARGUMENT } from '../settings/message.ts';
import { excerpt } from './excerpt.ts';

/** WSL's own English sentences, so that a search for one finds the explanation. `{}` stands for an argument. */
const WORDS: Partial<Readonly<Record<MessageId, string>>> = {
  MessageConfigUnknownKey: "Unknown key '{}' in {}:{}",
  MessageConfigKeyDuplicated: "Duplicated config key '{}' in {}:{} (Conflicting key: '{}' in {}:{})",
  MessageConfigInvalidKey: 'Invalid key name in {}:{}',
  MessageConfigInvalidSection: 'Invalid section name in {}:{}',
  MessageConfigExpected: 'Expected {} in {}:{}',
  MessageConfigInvalidEscape: "Invalid escaped character: '{}' in {}:{}",
  MessageConfigInvalidBoolean: "Invalid boolean value '{}' for key '{}' in {}:{}",
  MessageConfigInvalidInteger: "Invalid integer value '{}' for key '{}' in {}:{}",
  MessageConfigInvalidIp: "Invalid IP value '{}' for key '{}' in {}:{}",
  MessageConfigMacAddress: "Invalid mac address '{}' for key '{}' in {}:{}",
  MessageConfigInvalidEnum: "Invalid value '{}' for config key '{}' in {}:{} (Valid values: {})",
};

/** What WSL prints for a message; null where its words are not on record. @param file the name to show for the file */
export function wslWords({ id, args }: Message, file: string): string | null {
  const template = WORDS[id];
  if (template === undefined) return null;
  const rest = args.map((arg) =>
    typeof arg === 'object' ? '\ufffd' : arg === FILE_ARGUMENT ? file : excerpt(String(arg)),
  );
  return template.replaceAll('{}', () => rest.shift() ?? '');
}
