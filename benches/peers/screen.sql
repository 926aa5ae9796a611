-- The twelve rules of the yardstick as one DuckDB query, from a CSV of transactions to a CSV of flags.
-- run_duckdb.py puts ${CSV}, ${OUT} and ${LEX_RE} in place. The pack beside this file says the same in Redflag's format.
COPY (
WITH t AS MATERIALIZED (
  SELECT * FROM read_csv('${CSV}', header=true, delim=',', quote='"', escape='"', auto_detect=false,
    columns={'tx_id':'VARCHAR','ts':'TIMESTAMP','amount':'DECIMAL(18,2)','currency':'VARCHAR','channel':'VARCHAR',
             'orig':'VARCHAR','orig_name':'VARCHAR','oc':'VARCHAR','benef':'VARCHAR','benef_name':'VARCHAR','bc':'VARCHAR','mcc':'INTEGER','memo':'VARCHAR'})
),
o AS (   -- per-originator windows (one partition/order, several frames)
  SELECT tx_id, ts, amount, channel, mcc,
    sum(CASE WHEN amount >= 9000 AND amount < 10000 THEN 1 ELSE 0 END) OVER w7d  AS near7d,
    count(*)                                                           OVER w1h  AS n1h,
    sum(CASE WHEN channel = 'CASH_IN' THEN amount ELSE 0 END)          OVER w24h AS cash24h,
    sum(CASE WHEN mcc = 7011 THEN 1 ELSE 0 END)                        OVER w72h AS hotel72h,
    sum(CASE WHEN mcc = 7311 THEN 1 ELSE 0 END)                        OVER w72h AS ads72h,
    max(ts) OVER (PARTITION BY orig ORDER BY ts RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 SECOND PRECEDING) AS prev_ts
  FROM t
  WINDOW w1h  AS (PARTITION BY orig ORDER BY ts RANGE BETWEEN INTERVAL 1 HOUR PRECEDING AND CURRENT ROW),
         w24h AS (PARTITION BY orig ORDER BY ts RANGE BETWEEN INTERVAL 24 HOUR PRECEDING AND CURRENT ROW),
         w72h AS (PARTITION BY orig ORDER BY ts RANGE BETWEEN INTERVAL 72 HOUR PRECEDING AND CURRENT ROW),
         w7d  AS (PARTITION BY orig ORDER BY ts RANGE BETWEEN INTERVAL 7 DAY PRECEDING AND CURRENT ROW)
),
b AS (   -- fan-in: distinct senders per beneficiary over 7 days
  SELECT tx_id, count(DISTINCT orig) OVER (PARTITION BY benef ORDER BY ts RANGE BETWEEN INTERVAL 7 DAY PRECEDING AND CURRENT ROW) AS senders7d FROM t
),
ev AS (  -- pass-through: union of in and out legs per account
  SELECT benef AS acct, ts, amount AS i, 0::DECIMAL(18,2) AS o, NULL AS tx_id FROM t
  UNION ALL SELECT orig, ts, 0, amount, tx_id FROM t
),
p AS (
  SELECT tx_id, o, sum(i) OVER w AS in48, sum(o) OVER w AS out48 FROM ev
  WINDOW w AS (PARTITION BY acct ORDER BY ts RANGE BETWEEN INTERVAL 48 HOUR PRECEDING AND CURRENT ROW)
)
SELECT 'R01' AS rule, tx_id AS id FROM t WHERE amount >= 10000
UNION ALL SELECT 'R02', tx_id FROM o WHERE amount >= 9000 AND amount < 10000 AND near7d >= 3
UNION ALL SELECT 'R03', tx_id FROM p WHERE tx_id IS NOT NULL AND o >= 1000 AND in48 >= 1000 AND out48*10 >= in48*9 AND out48 <= in48
UNION ALL SELECT 'R04', tx_id FROM b WHERE senders7d >= 8
UNION ALL SELECT 'R05', orig FROM t GROUP BY orig HAVING count(*) >= 10 AND count(*) FILTER (hour(ts) < 5) * 2 >= count(*)
UNION ALL SELECT 'R06', tx_id FROM t WHERE oc IN ('IR','KP','MM') OR bc IN ('IR','KP','MM')
UNION ALL SELECT 'R07', tx_id FROM t WHERE regexp_matches(memo, '${LEX_RE}')
UNION ALL SELECT 'R08', tx_id FROM t WHERE amount >= 5000 AND amount % 1000 = 0
UNION ALL SELECT 'R09', tx_id FROM o WHERE amount >= 1000 AND prev_ts IS NOT NULL AND ts - prev_ts > INTERVAL 90 DAY
UNION ALL SELECT 'R10', tx_id FROM o WHERE n1h >= 10
UNION ALL SELECT 'R11', tx_id FROM o WHERE channel = 'WIRE' AND amount >= 5000 AND cash24h >= 5000
UNION ALL SELECT 'R12', tx_id FROM o WHERE mcc IN (7011, 7311) AND hotel72h > 0 AND ads72h > 0
) TO '${OUT}' (HEADER, DELIMITER ',');
