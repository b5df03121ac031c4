/**
 * Makes every file of a release in `release/`, and prints what is to be published where. Publishes nothing itself:
 * `.github/workflows/release.yml` does, from these files. With a tag in `GITHUB_REF_NAME`, tag, package.json and CHANGELOG
 * must name the same version.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { readChecksums, writePackagingFiles } from './packaging.js';

const ROOT = join(import.meta.dirname, '..');
const RELEASE = join(ROOT, 'release');
const { name, version } = manifest;
/** Where the files of each package manager go. */
const PLACES = [
  ['Pull request to microsoft/winget-pkgs, manifests/w/wslnet/wslnet/<version>', 'winget'],
  ['Pull request to wslnet/scoop-bucket, bucket/', 'scoop'],
  ['Pull request to wslnet/homebrew-tap, Formula/', 'homebrew'],
];
const isTagged = process.env.GITHUB_REF_TYPE === 'tag';

try {
  const tag = process.env.GITHUB_REF_NAME;
  if (isTagged && tag !== `v${version}`) throw new Error(`the tag is ${tag} and package.json has version ${version}`);
  const notes = releaseNotes();

  execFileSync(process.execPath, [join(import.meta.dirname, 'executables.js')], { stdio: 'inherit' });
  addExtension();
  const checksums = readChecksums(join(RELEASE, 'checksums.txt'));
  const packaging = writePackagingFiles({ folder: join(RELEASE, 'packaging'), version, checksums });
  writeFileSync(join(RELEASE, 'notes.md'), notes);
  mkdirSync(join(RELEASE, 'npm'));
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', join(RELEASE, 'npm')];
  const [{ filename }] = JSON.parse(execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' }));

  // scoop can install from the address of its file, without a bucket.
  const assets = [...checksums.keys(), 'checksums.txt', 'packaging/scoop/wslnet.json'];
  console.log(`\nTo be published as ${version}:`);
  console.log(`\nGitHub release v${version}, each file with an attestation of where it was built:`);
  for (const asset of assets) console.log(`  ${asset.padEnd(28)} ${size(join(RELEASE, asset)).padStart(10)}`);
  if (checksums.has('wslnet.vsix')) console.log('\nVisual Studio Marketplace:\n  wslnet.vsix');
  console.log(`\nnpm, with provenance:\n  ${name}@${version}  ${filename}`);
  for (const [place, manager] of PLACES) {
    console.log(`\n${place.replaceAll('<version>', version)}:`);
    for (const path of packaging.filter((each) => each.startsWith(manager))) console.log(`  packaging/${path}`);
  }
  console.log('\nNothing was published. The files are in release/, the notes of the release in release/notes.md.');
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}

/** The section of this version in CHANGELOG, without its heading; before a version is tagged, of what is unreleased. */
function releaseNotes() {
  const sections = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8').split(/^## /m).slice(1);
  const titles = isTagged ? [version] : [version, 'Unreleased'];
  const section = sections.find((text) => titles.some((title) => text.startsWith(title)));
  if (!section) throw new Error(`CHANGELOG.md has no section for version ${version}`);
  return `${section.slice(section.indexOf('\n')).trim()}\n`;
}

/** The extension for Visual Studio Code. A release has it; without its tool, which npm brings, the rest can be tried. */
function addExtension() {
  try {
    execFileSync(process.execPath, [join(import.meta.dirname, 'vscode-extension.js')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch (error) {
    if (isTagged) throw error;
    console.log(`wslnet.vsix is skipped: ${error.message.trim()}`);
    return;
  }
  const checksum = createHash('sha256')
    .update(readFileSync(join(RELEASE, 'wslnet.vsix')))
    .digest('hex');
  appendFileSync(join(RELEASE, 'checksums.txt'), `${checksum}  wslnet.vsix\n`);
}

function size(path) {
  return `${Math.ceil(statSync(path).size / 1000)} kB`;
}
