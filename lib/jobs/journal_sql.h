#pragma once
// The journal's tables, and its long questions.

namespace meshgate {

inline constexpr const char* kSchema = R"(
CREATE TABLE job(
  id TEXT PRIMARY KEY, account TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL,
  folder TEXT NOT NULL, stem TEXT NOT NULL, created REAL NOT NULL) STRICT;
CREATE INDEX job_by_key ON job(account, key);
CREATE TABLE event(
  id INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL REFERENCES job(id), at REAL NOT NULL,
  kind TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
CREATE INDEX event_by_job ON event(job, id);
CREATE INDEX event_by_kind ON event(kind, at);
CREATE TABLE lease(job TEXT PRIMARY KEY, owner TEXT NOT NULL, object TEXT NOT NULL, at REAL NOT NULL) STRICT;
)";

// Came later than the version; older programs do not miss it.
inline constexpr const char* kLaterTables = R"(
CREATE TABLE IF NOT EXISTS scheme(
  account TEXT NOT NULL, endpoint TEXT NOT NULL, scheme TEXT NOT NULL, PRIMARY KEY(account, endpoint)) STRICT;
CREATE TABLE IF NOT EXISTS account(account TEXT PRIMARY KEY, host TEXT NOT NULL) STRICT)";
inline constexpr const char* kLastTable = "account";

// Jobs with the key ?1 of logins that may be the account ?2: a bare token (it is named as its host, ?3), or,
// when ?2 is one, all logins of the host. Parameters are counted by place.
inline constexpr const char* kOfOthers = R"(
WHERE key = ? AND account <> ? AND (
  account = ? OR (? = ? AND account IN (SELECT account FROM account WHERE host = ?))))";

// Jobs of an account (of all, when it is empty) that may run at the service right now, since when, and
// whether the service said that it has them. What was sent anew, or given up, takes no slot for its earlier
// sending. An attempt that ended before it was sent says nothing about the one before it.
inline constexpr const char* kRunning = R"(
SELECT sent.job, sent.at, EXISTS(
  SELECT 1 FROM event AS later WHERE later.job = sent.job AND later.id > sent.id AND later.kind = 'submitted')
FROM event AS sent JOIN job ON job.id = sent.job
WHERE sent.kind = 'submitting' AND sent.at > ?1 AND ?2 IN ('', job.account) AND NOT EXISTS(
  SELECT 1 FROM event AS later WHERE later.job = sent.job AND later.id > sent.id AND later.kind IN
    ('submitting', 'refused', 'aborted', 'succeeded', 'failed', 'fetched', 'abandoned', 'dismissed')
    AND coalesce(json_extract(later.detail, '$.unsent'), 'no') <> 'yes')
ORDER BY sent.id)";

}  // namespace meshgate
