import Database from "better-sqlite3"; import { mkdtempSync } from "node:fs"; import { randomBytes, randomUUID } from "node:crypto";
const [,, enc, groupS, pageS, mode="obj", idx="all", cp="1000"] = process.argv; const group = Number(groupS), N = 20000;
const db = new Database(mkdtempSync("/tmp/work/raw-")+"/x.db");
if (enc !== "none") { db.pragma(`cipher='${enc}'`); if (process.env.LEGACY) db.pragma(`legacy=${process.env.LEGACY}`); db.pragma(`key = 'raw:${randomBytes(32).toString("hex")}'`); }
db.pragma(`page_size=${pageS ?? 4096}`);
db.pragma("journal_mode=WAL"); db.pragma("synchronous=NORMAL"); db.pragma("wal_autocheckpoint="+cp);
db.exec(`CREATE TABLE audit_events (sequence INTEGER PRIMARY KEY AUTOINCREMENT, request_id TEXT, time TEXT, key_id TEXT, client TEXT, route TEXT, asked TEXT, served TEXT, local INT, fallback INT, attempts INT, status INT, outcome TEXT, error_code TEXT, error_message TEXT, i INT, o INT, cost INT, saved INT, age REAL, ft REAL, d REAL, tries TEXT) STRICT`);
if (idx==="all") db.exec(`CREATE INDEX t ON audit_events(time, outcome, local)`);
const cols="request_id,time,key_id,client,route,asked,served,local,fallback,attempts,status,outcome,error_code,error_message,i,o,cost,saved,age,ft,d,tries".split(",");
const byName = db.prepare(`INSERT INTO audit_events (${cols}) VALUES (${cols.map(c=>"@"+c)})`);
const byPos = db.prepare(`INSERT INTO audit_events (${cols}) VALUES (${cols.map(()=>"?")})`);
const tries=JSON.stringify([{target:"bench:bench", startMs: .3, durationMs: 1}]);
const one = () => mode==="obj" ? byName.run({request_id:randomUUID(),time:new Date().toISOString(),key_id:"key_1234567890123",client:"127.0.0.1",route:"POST /v1/chat/completions",asked:"bench:bench",served:"bench:bench",local:1,fallback:0,attempts:1,status:200,outcome:"ok",error_code:null,error_message:null,i:180,o:80,cost:null,saved:null,age:null,ft:1.1,d:1.2,tries})
 : byPos.run(randomUUID(),new Date().toISOString(),"key_1234567890123","127.0.0.1","POST /v1/chat/completions","bench:bench","bench:bench",1,0,1,200,"ok",null,null,180,80,null,null,null,1.1,1.2,tries);
const tx = db.transaction(() => { for (let i=0;i<group;i++) one(); });
for (let r=0;r<2;r++){ const c0=process.cpuUsage(), t0=performance.now(); for (let i=0;i<N;i+=group) tx.immediate(); const c=process.cpuUsage(c0); if(r) console.log(process.argv.slice(2).join(" "), "cpu us/row", ((c.user+c.system)/N).toFixed(2), "user", (c.user/N).toFixed(2), "wall", ((performance.now()-t0)*1000/N).toFixed(2)); }
