import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUN_VERSION } from './targets.js';

const ROOT = join(import.meta.dirname, '..');

/**
 * A software bill of materials, CycloneDX as JSON: npm's own list of what is installed, without what is not in the bundle,
 * and with bun, which executables contain. The same build gives the same text.
 * @param time of the build, in seconds since 1970
 */
export function billOfMaterials(time) {
  const bill = JSON.parse(npm('sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'));
  const bundled = bundledPackages();
  const components = bill.components
    .filter(({ name, version }) => bundled.includes(`${name} ${version}`))
    // They are development dependencies because they are bundled.
    .map((component) => ({ ...component, properties: [] }));
  if (components.length !== bundled.length) throw new Error('npm sbom does not list all that is in the bundle');
  const refs = [...components.map((component) => component['bom-ref']), BUN['bom-ref']];
  const { 'bom-ref': root } = bill.metadata.component;
  // It differs at each run, and is not required.
  delete bill.serialNumber;
  bill.metadata.timestamp = new Date(time * 1000).toISOString();
  // npm calls it after the folder.
  bill.metadata.component.name = 'wslnet';
  bill.components = [...components, BUN];
  bill.dependencies = [{ ref: root, dependsOn: refs }, ...refs.map((ref) => ({ ref, dependsOn: [] }))];
  return `${JSON.stringify(bill, null, 2)}\n`;
}

const BUN = {
  'bom-ref': `bun@${BUN_VERSION}`,
  type: 'framework',
  name: 'bun',
  version: BUN_VERSION,
  scope: 'optional',
  description: 'The JavaScript runtime in the executables; the npm package does not contain it',
  purl: `pkg:npm/bun@${BUN_VERSION}`,
  licenses: [{ license: { id: 'MIT' } }],
  externalReferences: [{ type: 'website', url: 'https://bun.com' }],
};

/** Each as `name version`: the headings of the licences that the build collects. */
function bundledPackages() {
  const licences = readFileSync(join(ROOT, 'dist/LICENSES.txt'), 'utf8');
  return [...licences.matchAll(/^(?:@[\w.-]+\/)?[\w.-]+ \d+\.\d+\.\d+\S*$/gm)].map(([heading]) => heading);
}

function npm(...words) {
  return execFileSync('npm', words, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}
