/**
 * Makes the executables of wslnet, their archives, a bill of materials and `checksums.txt` in `release/`, from the built
 * program in `dist/`: `npm run executables [target...]`. Runs on Linux. What bun's packages cannot be had for is skipped,
 * and said.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { pack } from './archive.js';
import { bunProgram, compile } from './bun.js';
import { billOfMaterials } from './sbom.js';
import { archiveName, BUN_VERSION, hostTarget, programName, TARGETS } from './targets.js';

const ROOT = join(import.meta.dirname, '..');
const RELEASE = join(ROOT, 'release');
const SCRIPT = join(ROOT, 'bin/wslnet.js');
const SHELLS = { bash: 'wslnet.bash', zsh: '_wslnet', fish: 'wslnet.fish', powershell: 'wslnet.ps1' };
const BUN_NOTICE = `bun ${BUN_VERSION}

The executables contain bun (https://bun.com), whose own code is under the MIT License. It contains JavaScriptCore and other
parts of WebKit under the LGPL 2, and further libraries; https://bun.com/docs/project/licensing lists them, and how to link
bun with another version of WebKit.
`;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !TARGETS.some((target) => target.name === name));
if (unknown.length > 0)
  fail(`Unknown target ${unknown.join(', ')}; there are ${TARGETS.map(({ name }) => name).join(', ')}`);
const host = hostTarget();
if (!host || process.platform !== 'linux') fail('Executables are made on Linux, x64 or arm64');

const bun = bunProgram(host);
const time = Number(process.env.SOURCE_DATE_EPOCH ?? git('log', '-1', '--format=%ct'));
rmSync(RELEASE, { recursive: true, force: true });
mkdirSync(RELEASE, { recursive: true });
const files = [];
const skipped = [];
for (const target of TARGETS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  let runtime;
  try {
    runtime = bunProgram(target);
  } catch (error) {
    skipped.push(`${target.name} is skipped: ${error.message.trim().split('\n')[0]}`);
    continue;
  }
  const folder = join(RELEASE, 'programs', target.name);
  mkdirSync(join(folder, 'completions'), { recursive: true });
  compile({ bun, runtime, target, script: SCRIPT, output: join(folder, programName(target)) });
  addDocuments(folder);
  const archive = join(RELEASE, archiveName(target));
  await pack(folder, archive, time);
  files.push(archive);
  console.log(`${relative(ROOT, archive)} (${megabytes(archive)} MB)`);
}
if (files.length === 0) fail(['No executable could be made', ...skipped].join('\n'));
if (wanted.length === 0 || wanted.includes(host.name)) tryOut(join(RELEASE, 'programs', host.name, programName(host)));

const bill = join(RELEASE, 'wslnet.cdx.json');
writeFileSync(bill, billOfMaterials(time));
for (const script of ['install.sh', 'install.ps1'])
  copyFileSync(join(ROOT, 'packaging', script), join(RELEASE, script));
files.push(bill, join(RELEASE, 'install.sh'), join(RELEASE, 'install.ps1'));
const checksums = files
  .map((file) => `${sha256(file)}  ${relative(RELEASE, file)}\n`)
  .sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1));
writeFileSync(join(RELEASE, 'checksums.txt'), checksums.join(''));
for (const line of skipped) console.log(line);

/** What lies beside the program in an archive: licences, the manual page and completion for each shell. */
function addDocuments(folder) {
  copyFileSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  copyFileSync(join(ROOT, 'dist/wslnet.1'), join(folder, 'wslnet.1'));
  // DSC finds it beside the program, in a folder of PATH.
  copyFileSync(join(ROOT, 'packaging/wslnet.dsc.resource.json'), join(folder, 'wslnet.dsc.resource.json'));
  const licences = readFileSync(join(ROOT, 'dist/LICENSES.txt'), 'utf8');
  writeFileSync(join(folder, 'LICENSES.txt'), `${licences}\n${'-'.repeat(80)}\n\n${BUN_NOTICE}`);
  for (const [shell, name] of Object.entries(SHELLS)) {
    writeFileSync(join(folder, 'completions', name), execFileSync(process.execPath, [SCRIPT, 'completion', shell]));
  }
}

/** @throws Error where the program does not run */
function tryOut(program) {
  const version = execFileSync(program, ['--version'], { encoding: 'utf8' }).trim();
  if (version !== manifest.version) fail(`${program} says that it is ${version}`);
}

function sha256(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function megabytes(file) {
  return Math.round(statSync(file).size / 1e6);
}

function git(...words) {
  return execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).trim();
}

function fail(problem) {
  console.error(`error: ${problem}`);
  process.exit(1);
}
