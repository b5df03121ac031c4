#!/usr/bin/env bash
# Opens a pull request with files, through GitHub's interface alone, since microsoft/winget-pkgs is too large to clone:
#   open-request.sh REPOSITORY FORK FOLDER TITLE FILE...
# FORK is where the branch is made; it may be the repository itself. Without GH_TOKEN nothing is done, and that is said.
set -euo pipefail
repository=$1 fork=$2 folder=$3 title=$4
shift 4
if [ -z "${GH_TOKEN:-}" ]; then
  echo "No request to $repository: PACKAGING_TOKEN is not set."
  exit
fi

branch=${title// /-}
base=$(gh api "repos/$repository" --jq .default_branch)
# A second run goes on with the branch of the first. A fork knows the commits of its repository, so a branch can start at
# the newest of them.
if ! gh api "repos/$fork/git/ref/heads/$branch" --silent 2>/dev/null; then
  commit=$(gh api "repos/$repository/commits/$base" --jq .sha)
  gh api "repos/$fork/git/refs" --raw-field ref="refs/heads/$branch" --raw-field sha="$commit" --silent
fi
for file in "$@"; do
  path=$folder/$(basename "$file")
  # A file that is there already is replaced, for which its checksum is asked.
  sha=$(gh api "repos/$fork/contents/$path?ref=$branch" --jq .sha 2>/dev/null || true)
  gh api --method PUT "repos/$fork/contents/$path" --raw-field branch="$branch" --raw-field message="$title" \
    --raw-field content="$(base64 --wrap=0 "$file")" ${sha:+--raw-field sha="$sha"} --silent
done
[ "$(gh pr list --repo "$repository" --head "$branch" --json url --jq length)" = 0 ] || exit 0
gh pr create --repo "$repository" --base "$base" --head "${fork%%/*}:$branch" --title "$title" \
  --body "Made by the release of https://github.com/wslnet/wslnet/releases/tag/v${title##* }."
