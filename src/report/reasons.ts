import type { LineMap } from '../ini/position.ts';
import { isSame, type Reason, type ResolvedSetting } from '../settings/resolve.ts';
import { MIRRORED_NEEDS } from '../settings/vm-start.ts';
import { excerpt } from './excerpt.ts';
import { modeList } from './mode-list.ts';
import { showAsked } from './value.ts';

/** One sentence for why a setting is not, or not only, what the file asks for. */
export function reasonSentence(resolved: ResolvedSetting, reason: Reason, lines: LineMap): string {
  const { setting, heeded, value } = resolved;
  const { name } = setting;
  const isGranted = heeded === null || isSame(heeded.value, value);
  const asked = isGranted ? '' : ` The file asks for ${showAsked(setting, heeded)}.`;
  switch (reason.code) {
    case 'reading-given-up':
      return `WSL gives up reading at line ${lines.lineAt(reason.line.start)}, so nothing of this file counts.`;
    case 'refused-value':
      return `WSL does not accept ${quoted(reason.text)} and uses the default. It expects ${reason.expects}.`;
    case 'refused-ports':
      return `WSL leaves out what is not a port in ${quoted(reason.text)}.`;
    case 'bad-dns-address':
      return `The address in line ${lines.lineAt(reason.line.start)} is not valid, which turns DNS tunneling off.${asked}`;
    case 'refused-dns-address':
      return `WSL does not accept ${quoted(reason.text)} as an address and turns DNS tunneling off.`;
    case 'mirrored-has-firewall':
      return `The firewall is always on in mirrored mode.${asked}`;
    case 'policy-default-mode':
      return 'A policy of this machine sets the default mode.';
    case 'policy-forbids-mode':
      return `A policy of this machine does not let you choose the mode.${asked}`;
    case 'policy-forbids-firewall-off':
      return `A policy of this machine does not let you turn the firewall off.${asked}`;
    case 'global-secure-access':
      return `Global Secure Access is running, which turns DNS tunneling off.${asked}`;
    case 'safe-mode':
      return `Safe mode is on, which turns this off.${asked}`;
    case 'virtioproxy-needs-virtio':
      return `The virtioproxy mode needs virtio, which is off.${asked}`;
    case 'no-hyper-v-firewall':
      return `This Windows has no Hyper-V firewall.${asked}`;
    case 'bridged-needs-switch':
      return `The bridged mode needs a vmSwitch, and the file names none.${asked}`;
    case 'mirrored-needs':
      return `${mirroredNeed(reason)}${asked}`;
    case 'mirrored-needs-ipv6':
      return `The mirrored mode needs IPv6, which the registry turns off.${asked}`;
    case 'mirrored-needs-firewall':
      return `The mirrored mode needs the Hyper-V firewall.${asked}`;
    case 'only-in-modes':
      return `${name} has no effect in ${reason.mode} mode, only in ${modeList(reason.modes)}.${asked}`;
    case 'only-with':
      return `${name} has an effect only when ${reason.setting} is ${reason.value}.${asked}`;
  }
}

function mirroredNeed({ need, has }: Extract<Reason, { code: 'mirrored-needs' }>): string {
  const least = MIRRORED_NEEDS[need];
  switch (need) {
    case 'windows':
      return `The mirrored mode needs Windows 11 22H2 (build ${least}) or later; this is build ${has}.`;
    case 'wsl':
      return `The mirrored mode needs WSL ${least} or later; this is ${has ?? 'the one that ships in Windows'}.`;
    case 'kernel':
      return `The mirrored mode needs a Linux kernel of ${least} or later; this is ${has}.`;
  }
}

function quoted(text: string): string {
  return text === '' ? 'an empty value' : `'${excerpt(text)}'`;
}
