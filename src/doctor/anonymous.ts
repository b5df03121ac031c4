/** Names that are known to be private, and numbers that look like addresses and are none. */
export interface KnownNames {
  /** Of this computer and of its proxies. */
  readonly hosts: readonly string[];
  readonly distributions: readonly string[];
  /** Versions: one with four numbers looks like an address. */
  readonly versions: readonly string[];
}

/** Distributions by names that tell nothing of who uses them. */
const USUAL_DISTRIBUTION =
  /^(?:ubuntu|debian|kali-linux|opensuse|suse|sles|oraclelinux|almalinux|fedora|arch|alpine|nixos|docker-desktop|podman-machine|rancher-desktop)/i;

const USER_FOLDERS = [/[A-Za-z]:\\+Users\\+([^\\\s"']+)/g, /\/Users\/([^/\s"']+)/g, /\/home\/([^/\s"']+)/g];

/** Folders of Windows that belong to nobody. */
const NOBODY = ['Public', 'Default'];

/** Addresses that are the same on every machine. */
const SHARED_ADDRESS = /^(?:127\.|0\.0\.0\.0$|255\.|224\.|10\.255\.255\.254$)|^(?:::1?|fe80::)$/;

const MAC = /\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b/gi;
const IPV4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)/g;
const IPV6 = /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])/gi;

/**
 * A text without the names of users, of computers and of distributions that people named, and without addresses. Each
 * gets a stand-in, the same wherever it occurs, so that one still sees what belongs together.
 */
export function anonymise(text: string, { hosts, distributions, versions }: KnownNames): string {
  const named = [
    ...usersIn(text).map((name) => [name, 'user'] as const),
    ...hosts.map((name) => [name, 'host'] as const),
    ...distributions.filter((name) => !USUAL_DISTRIBUTION.test(name)).map((name) => [name, 'distribution'] as const),
  ];
  const standIns = new StandIns();
  // Of names that are a part of others the longer one comes first.
  const byLength = named.filter(([name]) => name.length > 1).sort(([a], [b]) => b.length - a.length);
  const withoutNames = byLength.reduce(
    (rest, [name, kind]) => rest.replace(wholeWord(name), () => standIns.of(kind, name.toLowerCase())),
    text,
  );
  return withoutNames
    .replace(MAC, (address) => standIns.of('mac', address.toLowerCase()))
    .replace(IPV4, (address) =>
      versions.includes(address) || SHARED_ADDRESS.test(address) ? address : standIns.of('address', address),
    )
    .replace(IPV6, (address) =>
      isIpv6(address) && !SHARED_ADDRESS.test(address) ? standIns.of('address', address.toLowerCase()) : address,
    );
}

function usersIn(text: string): string[] {
  const names = USER_FOLDERS.flatMap((folder) => [...text.matchAll(folder)].map(([, name = '']) => name));
  return [...new Set(names)].filter((name) => !NOBODY.includes(name));
}

/** A time of day has colons too. */
function isIpv6(text: string): boolean {
  return text.includes('::') || text.split(':').length === 8;
}

function wholeWord(name: string): RegExp {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'giu');
}

class StandIns {
  private readonly numbers = new Map<string, string>();
  private readonly counts = new Map<string, number>();

  of(kind: string, name: string): string {
    const key = `${kind} ${name}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    const standIn = kind === 'user' && count === 1 ? '<user>' : `<${kind}-${count}>`;
    this.numbers.set(key, standIn);
    return standIn;
  }
}
