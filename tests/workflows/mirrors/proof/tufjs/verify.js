// Follows an address from its root to one target and one of its files, by tuf-js alone.
// Prints the manifest; ends with 1 and the reason if anything does not hold.
// node verify.js ADDRESS ROOT_FILE FOLDER TARGET PATH

const { createHash } = require("node:crypto");
const { copyFileSync, mkdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Updater } = require("tuf-js");

async function main([address, root, folder, target, path]) {
  const metadataDir = join(folder, "metadata");
  const targetDir = join(folder, "targets");
  mkdirSync(metadataDir, { recursive: true });
  mkdirSync(targetDir, { recursive: true });
  copyFileSync(root, join(metadataDir, "root.json"));
  const updater = new Updater({
    metadataDir,
    metadataBaseUrl: `${address}/.well-known/tuf`,
    targetDir,
    targetBaseUrl: `${address}/.well-known/tuf/targets`,
    config: { fetchRetries: 0 },
  });
  await updater.refresh();
  const info = await updater.getTargetInfo(target);
  if (!info) throw new Error(`${target} is not listed`);
  const text = readFileSync(await updater.downloadTarget(info), "utf8");
  const answer = await fetch(address + path);
  const digest = createHash("sha256")
    .update(Buffer.from(await answer.arrayBuffer()))
    .digest("hex");
  if (digest !== JSON.parse(text).files[path].sha256) {
    throw new Error(`${path} is not what was signed`);
  }
  process.stdout.write(text);
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
