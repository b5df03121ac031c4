import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';

/*
 * What package managers and DSC require of the files that describe wslnet to them: the members they know and need, the
 * kinds of their values, patterns and lengths. Members that wslnet has no use for are left out, so that a misspelt one is
 * found. The rules of winget are those of its schemas 1.12.0, of scoop those of the schema of its manifests, of DSC those
 * of its version 3.
 */

const text = (minLength: number, maxLength: number) => ({ type: 'string', minLength, maxLength });
const url = { type: 'string', pattern: '^https://.', maxLength: 2048 };
const sha256 = { type: 'string', pattern: '^[0-9A-Fa-f]{64}$' };

/** An object that has all members but those whose names end in `?`, and no others. */
function record(members: Record<string, AnySchema>): AnySchema {
  const entries = Object.entries(members);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, schema]) => [name.replace('?', ''), schema])),
    required: entries.flatMap(([name]) => (name.endsWith('?') ? [] : [name])),
    additionalProperties: false,
  };
}

function list(items: AnySchema, maxItems: number): AnySchema {
  return { type: 'array', items, minItems: 1, maxItems, uniqueItems: true };
}

const PART = '[^.\\s\\\\/:*?"<>|]{1,32}';
const wingetManifest = (kind: string, members: Record<string, AnySchema>) =>
  record({
    PackageIdentifier: { type: 'string', pattern: `^${PART}(\\.${PART}){1,7}$`, maxLength: 128 },
    PackageVersion: { type: 'string', pattern: '^[^\\\\/:*?"<>|]+$', maxLength: 128 },
    ManifestType: { const: kind },
    ManifestVersion: { const: '1.12.0' },
    ...members,
  });
const locale = { type: 'string', pattern: '^[a-zA-Z]{2,3}(-[a-zA-Z]{1,8})*$', maxLength: 20 };

const scoopArchitectures = (members: Record<string, AnySchema>) =>
  record({ '64bit?': record(members), 'arm64?': record(members) });

const dscArgument = (...others: AnySchema[]) => ({
  type: 'array',
  items: {
    anyOf: [
      { type: 'string' },
      record({ jsonInputArg: { type: 'string' }, 'mandatory?': { type: 'boolean' } }),
      ...others,
    ],
  },
});
const dscCommand = { executable: { type: 'string', minLength: 1 }, 'args?': dscArgument() };
const dscInput = { 'input?': { enum: ['stdin', 'env'] } };
const dscReturn = { 'return?': { enum: ['state', 'stateAndDiff'] } };

const RULES = {
  'winget version': wingetManifest('version', { DefaultLocale: locale }),
  'winget locale': wingetManifest('defaultLocale', {
    PackageLocale: locale,
    Publisher: text(2, 256),
    'PublisherUrl?': url,
    'PublisherSupportUrl?': url,
    PackageName: text(2, 256),
    'PackageUrl?': url,
    License: text(3, 512),
    'LicenseUrl?': url,
    ShortDescription: text(3, 256),
    'Description?': text(3, 10_000),
    'Moniker?': text(1, 40),
    'Tags?': list(text(1, 40), 16),
    'ReleaseNotesUrl?': url,
  }),
  'winget installer': wingetManifest('installer', {
    'Platform?': list({ enum: ['Windows.Desktop', 'Windows.Universal'] }, 2),
    'MinimumOSVersion?': { type: 'string', pattern: '^\\d{1,5}(\\.\\d{1,5}){0,3}$' },
    InstallerType: { enum: ['zip', 'portable', 'exe', 'msi', 'msix', 'inno', 'nullsoft', 'wix', 'burn'] },
    'NestedInstallerType?': { enum: ['portable', 'exe', 'msi', 'msix', 'inno', 'nullsoft', 'wix', 'burn'] },
    'NestedInstallerFiles?': list(
      record({ RelativeFilePath: text(1, 512), 'PortableCommandAlias?': text(1, 40) }),
      1024,
    ),
    'ArchiveBinariesDependOnPath?': { type: 'boolean' },
    'UpgradeBehavior?': { enum: ['install', 'uninstallPrevious', 'deny'] },
    'Commands?': list(text(1, 40), 16),
    'FileExtensions?': list({ type: 'string', pattern: '^[^\\\\/:*?"<>|]+$', maxLength: 64 }, 512),
    Installers: list(
      record({
        Architecture: { enum: ['x86', 'x64', 'arm', 'arm64', 'neutral'] },
        InstallerUrl: url,
        InstallerSha256: sha256,
      }),
      1024,
    ),
  }),
  scoop: record({
    version: { type: 'string', pattern: '^[\\w.+-]+$' },
    'description?': { type: 'string' },
    homepage: url,
    license: { type: 'string' },
    architecture: scoopArchitectures({ url: { ...url, not: { pattern: '\\$' } }, hash: sha256 }),
    'bin?': { type: 'string' },
    'env_add_path?': { type: 'string' },
    'checkver?': { type: 'string' },
    'autoupdate?': record({
      architecture: scoopArchitectures({ url }),
      'hash?': record({ url: { type: 'string', pattern: '\\$(base)?url' } }),
    }),
  }),
  'DSC resource': record({
    $schema: { const: 'https://aka.ms/dsc/schemas/v3/bundled/resource/manifest.json' },
    type: { type: 'string', pattern: '^\\w+(\\.\\w+){0,2}/\\w+$' },
    version: { type: 'string', pattern: '^(0|[1-9]\\d*)(\\.(0|[1-9]\\d*)){2}(-[0-9A-Za-z.-]+)?$' },
    'description?': { type: 'string' },
    'tags?': list({ type: 'string', pattern: '^\\w+$' }, 100),
    get: record({ ...dscCommand, ...dscInput }),
    'set?': record({
      ...dscCommand,
      ...dscInput,
      ...dscReturn,
      'args?': dscArgument(record({ whatIfArg: { type: 'string' } })),
      'implementsPretest?': { type: 'boolean' },
      'handlesExist?': { type: 'boolean' },
    }),
    'test?': record({ ...dscCommand, ...dscInput, ...dscReturn }),
    'export?': record({ ...dscCommand, ...dscInput }),
    'schema?': {
      oneOf: [
        record({ command: record({ ...dscCommand, 'args?': { type: 'array', items: { type: 'string' } } }) }),
        record({ embedded: { type: 'object', required: ['$schema', 'type', 'properties'] } }),
      ],
    },
    'exitCodes?': {
      type: 'object',
      propertyNames: { pattern: '^-?[0-9]+$' },
      additionalProperties: { type: 'string' },
    },
  }),
} as const satisfies Record<string, AnySchema>;

/** What is wrong with a file of a kind by the rules of those who read it: a line each. */
export function violations(kind: keyof typeof RULES, file: unknown): string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const validate = ajv.compile(RULES[kind]);
  validate(file);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
