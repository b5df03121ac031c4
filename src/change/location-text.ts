/** How each way of finding the file is told, behind "it is". */
const RULES = {
  option: 'named by --file',
  WSLNET_CONFIG: 'named by the variable WSLNET_CONFIG',
  USERPROFILE: 'in the folder that the variable USERPROFILE names',
  interop: 'in the profile folder that Windows names',
  'only-user': 'in the only profile folder it can be in',
} as const;

export type LocationRuleName = keyof typeof RULES;

export const LOCATION_RULES = Object.keys(RULES) as LocationRuleName[];

/** How the file was found, in words. */
export function ruleWords(rule: LocationRuleName): string {
  return RULES[rule];
}
