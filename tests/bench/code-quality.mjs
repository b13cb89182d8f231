// `checkCodeQuality` of miniprogram-ci on the project folder that is given; prints what it says as JSON.
import ci from "miniprogram-ci";

const [folder] = process.argv.slice(2);
const project = new ci.Project({
  appid: "wx0123456789abcdef",
  type: "miniProgram",
  projectPath: folder,
  privateKey: "none", // has to be there; the check does not use it
  ignores: ["node_modules/**/*"],
});
const items = await ci.checkCodeQuality(project);
// It watches the folder and would never end by itself.
process.stdout.write(`${JSON.stringify(items)}\n`, () => process.exit(0));
