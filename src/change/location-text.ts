/** How each way of finding the file is told, behind "it is". */
const RULES = {
  option: 'given by --file',
  WSLNET_CONFIG: 'given by the variable WSLNET_CONFIG',
  USERPROFILE: 'in the folder in the variable USERPROFILE',
  interop: 'in your Windows profile folder, as Windows reports it',
  'only-user': 'in the only Windows profile folder there is',
} as const;

export type LocationRuleName = keyof typeof RULES;

export const LOCATION_RULES = Object.keys(RULES) as LocationRuleName[];

/** How the file was found, in words. */
export function ruleWords(rule: LocationRuleName): string {
  return RULES[rule];
}
