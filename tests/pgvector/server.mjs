// One database in memory, behind PostgreSQL's protocol on the loopback port that the first argument names. All connections share one session.
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

const database = await PGlite.create({ extensions: { vector } });
await database.exec("CREATE EXTENSION vector");
const door = new PGLiteSocketServer({ db: database, host: "127.0.0.1", port: Number(process.argv[2]), maxConnections: 64 });
await door.start();
process.stdout.write("listening\n");
process.once("SIGTERM", () => process.exit(0));
