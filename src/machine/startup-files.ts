import { userInfo } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { BAD_USAGE, Failure } from '../failure.ts';
import type { Shell } from './facts.ts';
import type { ShellFiles } from './machine.ts';
import { exists, type System } from './system.ts';

/** Where a shell looks when it starts, for this user: by its own documentation and the environment. */
export async function shellFiles(system: System, shell: Shell): Promise<ShellFiles> {
  const { env } = system;
  const home = homeOf(system);
  switch (shell) {
    case 'bash': {
      // The package bash-completion loads a file of the program's name when it is first completed.
      const [named] = (env['BASH_COMPLETION_USER_DIR'] ?? '').split(delimiter);
      const folder =
        folderBy(named) ?? join(folderBy(env['XDG_DATA_HOME']) ?? join(home, '.local', 'share'), 'bash-completion');
      return { script: join(folder, 'completions', 'wslnet'), profile: null };
    }
    case 'zsh': {
      const folder = folderBy(env['ZDOTDIR']) ?? home;
      return { script: join(folder, '.zfunc', '_wslnet'), profile: join(folder, '.zshrc') };
    }
    case 'fish': {
      const config = folderBy(env['XDG_CONFIG_HOME']) ?? join(home, '.config');
      return { script: join(config, 'fish', 'completions', 'wslnet.fish'), profile: null };
    }
    case 'powershell': {
      const folder = await powershellFolder(system);
      return {
        script: join(folder, 'wslnet-completion.ps1'),
        profile: join(folder, 'Microsoft.PowerShell_profile.ps1'),
      };
    }
  }
}

/** The folder of `$PROFILE`. */
async function powershellFolder(system: System): Promise<string> {
  const { env, platform } = system;
  const home = homeOf(system);
  if (platform !== 'win32') return join(folderBy(env['XDG_CONFIG_HOME']) ?? join(home, '.config'), 'powershell');
  // What PowerShell starts is told the folder of the user's modules, which stands beside the profile, wherever
  // Documents were moved to.
  const modules = (env['PSModulePath'] ?? '').split(';');
  const foreign = [env['ProgramFiles'], env['SystemRoot']].flatMap((folder) => folder?.toLowerCase() ?? []);
  const own = modules.find(
    (path) =>
      /[\\/](Windows)?PowerShell[\\/]Modules[\\/]?$/i.test(path) &&
      !foreign.some((folder) => path.toLowerCase().startsWith(folder)),
  );
  if (own) return dirname(own);
  const documents = join(home, 'Documents');
  const newer = join(documents, 'PowerShell');
  return (await exists(newer)) ? newer : join(documents, 'WindowsPowerShell');
}

/** @throws Failure `bad-usage` where the environment names no absolute path and the system does not know the user's home */
function homeOf({ env, platform }: System): string {
  const variable = platform === 'win32' ? 'USERPROFILE' : 'HOME';
  const named = env[variable];
  if (named && isAbsolute(named)) return named;
  // Bun, in executables, gives what HOME says here too.
  const { homedir } = userInfo();
  if (isAbsolute(homedir)) return homedir;
  throw new Failure(BAD_USAGE, { message: `${variable} is '${named}', which is not an absolute path.`, hint: null });
}

/** A relative path does not count, as the XDG Base Directory Specification has it: it would lead wherever one is. */
function folderBy(named: string | undefined): string | null {
  return named && isAbsolute(named) ? named : null;
}
