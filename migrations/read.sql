-- Why: what the pages read. Filled by the portal's projections from facts alone, so it can be thrown away and refilled.
-- No schema is named here: the same text makes the live tables, the ones that a rebuild fills beside them, and the ones
-- that a look at the past fills for a moment. No foreign keys, triggers or identity columns, for the same reason.

-- Schools: the list, the search, and the heading of every page about a school; the last four are for every page that asks
-- which day it is there, which school year, how few pupils a figure may stand for, and whether a day lies in a term (by
-- school year, as in the facts). Nothing there: the usual.
CREATE TABLE schools (
  school_id      text PRIMARY KEY,
  name           text NOT NULL,
  authority      text,
  kind           text NOT NULL,
  governance     text,
  youngest       smallint,
  oldest         smallint,
  country        text,
  time_zone      text,
  first_month    smallint,
  smallest_group smallint,
  terms          jsonb,
  position       bigint NOT NULL DEFAULT 0 -- the place of the last fact about it among all facts
);
CREATE INDEX schools_position ON schools (position);
CREATE INDEX schools_authority ON schools (authority);
CREATE INDEX schools_name ON schools (lower(name) COLLATE "C");

-- Official results: the quadrant of a school and of an authority. One row is one school, stage and year.
CREATE TABLE official_results (
  school_id  text NOT NULL,
  stage      text NOT NULL,
  start_year smallint NOT NULL,
  figures    jsonb NOT NULL,
  benchmark  text NOT NULL,
  revisions  integer NOT NULL DEFAULT 0,
  position   bigint NOT NULL DEFAULT 0, -- as above: while the last one stays, what was read of all schools holds
  PRIMARY KEY (school_id, stage, start_year)
);
CREATE INDEX official_results_position ON official_results (position);

-- Norms: what results are compared with. One row is one version of one set, named `set@version`, without the averages of
-- authorities: they are in a table of their own, because a set has as many as there are authorities and a chart needs one.
CREATE TABLE benchmark_sets (
  benchmark     text PRIMARY KEY,
  norms         jsonb NOT NULL,
  superseded_by text
);

-- Averages of an authority's schools, for a school's chart that is compared with them. One row is one authority in one
-- version of one set.
CREATE TABLE authority_averages (
  benchmark text NOT NULL,
  authority text NOT NULL,
  figures   jsonb NOT NULL,
  PRIMARY KEY (benchmark, authority)
);

-- ---- Pupils -------------------------------------------------------------------------------------------------------

-- Pupils: a school's own register, for its list and a pupil's page. Who it is stands here sealed, as in the facts, with the
-- command that sealed it; nothing once the pupil was erased. sequence is the last fact of the pupil's stream.
CREATE TABLE pupils (
  pupil_id           uuid PRIMARY KEY,
  school_id          text,              -- where the pupil is now; none after leaving
  kept_by            text NOT NULL,     -- the school whose register it is
  details            jsonb,
  details_command_id uuid,
  since              date NOT NULL,     -- the day of coming, or of leaving
  erasure_asked_on   date,
  erased_on          date,
  sequence           bigint NOT NULL
);
CREATE INDEX pupils_kept_by ON pupils (kept_by);

-- ---- Cycles -------------------------------------------------------------------------------------------------------
-- Sealed texts stand here as they do in the facts. Beside each is the command that sealed it: without it none opens.

-- Cycles: the list of a school's cycles, its chart for those who see closed cycles only, and the head of a cycle's page.
-- sequence is the last fact of the cycle's stream that this row knows of: a form sends it back.
CREATE TABLE cycles (
  cycle_id        uuid PRIMARY KEY,
  school_id       text NOT NULL,
  sequence        bigint NOT NULL,
  state           text NOT NULL,       -- planned, running, assessed, closed, reported, cancelled
  plan            jsonb NOT NULL,      -- as it was planned, with the staff as they are now
  plan_command_id uuid NOT NULL,
  starts_on       date NOT NULL,       -- as the dates are now
  ends_on         date NOT NULL,
  outcome         jsonb,               -- the sealed outcome, while closed
  reopening       jsonb,               -- who asks to open it again, since when and why; none once that is answered
  judged          jsonb NOT NULL DEFAULT '{}', -- how good each judge found it since it was closed last, by who judged
  corrected_since integer NOT NULL DEFAULT 0 -- scores put right or taken out after the report to the board that holds
);
CREATE INDEX cycles_school ON cycles (school_id, starts_on DESC, cycle_id);

-- Participants: who is or was in a cycle. One row is one pupil's part in one cycle, by the id that is random for it.
CREATE TABLE participants (
  cycle_id            uuid NOT NULL,
  participant_id      uuid NOT NULL,
  place               integer NOT NULL, -- in the order of placing: "Pupil 1"
  identity            jsonb NOT NULL,   -- who it is, sealed
  identity_command_id uuid NOT NULL,
  year_level          smallint NOT NULL,
  entry_band          text NOT NULL,
  placed_on           date NOT NULL,
  role                text NOT NULL,
  tier                text NOT NULL,
  share_percent       smallint NOT NULL,
  group_text          jsonb,            -- the smaller group within the cycle, sealed
  group_command_id    uuid,
  withdrawn_on        date,
  exit_status         text,
  next_support        text,
  PRIMARY KEY (cycle_id, participant_id)
);

-- Scores: the grid of a cycle's page and the chart of a school's cycles. One row is one assessment as it stands now; a
-- row without a score says that none will come.
CREATE TABLE scores (
  cycle_id       uuid NOT NULL,
  first_sequence bigint NOT NULL,      -- the fact that recorded it
  live_sequence  bigint NOT NULL,      -- the fact that holds it now
  assessment_id  uuid,
  participant_id uuid NOT NULL,
  point          text NOT NULL,
  instrument     text,
  form           text,
  scale          text,
  score          numeric,
  taken_on       date,
  reason         text,                 -- why it was corrected last, or why it is missing
  corrections    integer NOT NULL DEFAULT 0,
  PRIMARY KEY (cycle_id, first_sequence)
);
CREATE UNIQUE INDEX scores_assessment ON scores (assessment_id);

-- Strategy changes: what was tried in a cycle, when and why. One row is one adoption, adaptation or end of a strategy.
CREATE TABLE strategy_changes (
  cycle_id            uuid NOT NULL,
  sequence            bigint NOT NULL,
  strategy            text NOT NULL,
  change              text NOT NULL,   -- adopted, adapted, stopped
  effective_on        date NOT NULL,
  reason              text NOT NULL,
  practice            jsonb,           -- how it is used from then on; none when it stopped
  expected_command_id uuid,            -- the command that sealed the expected effect
  judged_effect       text,
  PRIMARY KEY (cycle_id, sequence)
);

-- Needs: what each pupil can do and can't do yet, on a cycle's page. The words are sealed.
CREATE TABLE needs (
  cycle_id       uuid NOT NULL,
  sequence       bigint NOT NULL,
  participant_id uuid NOT NULL,
  concept        text NOT NULL,
  source         text NOT NULL,
  can_do         jsonb NOT NULL,
  not_yet        jsonb NOT NULL,
  command_id     uuid NOT NULL,
  PRIMARY KEY (cycle_id, sequence)
);

-- Targets: what each pupil is to be able to do, on a cycle's page, as last revised. The words are sealed.
CREATE TABLE targets (
  cycle_id       uuid NOT NULL,
  sequence       bigint NOT NULL,      -- the fact that set it
  target_id      uuid NOT NULL,
  participant_id uuid NOT NULL,
  concept        text NOT NULL,
  statement      jsonb NOT NULL,
  measure        text NOT NULL,
  value          numeric,
  due_on         date NOT NULL,
  command_id     uuid NOT NULL,
  PRIMARY KEY (cycle_id, sequence)
);

-- Sessions: how much was taught and who was there, on a cycle's page, its log, and where cycles are compared. One row is one
-- session as it stands now.
CREATE TABLE sessions (
  cycle_id      uuid NOT NULL,
  session_id    uuid NOT NULL,
  live_sequence bigint NOT NULL,       -- the fact that holds it now
  held_on       date NOT NULL,
  held          jsonb NOT NULL,        -- the day, the minutes, who was there, who was not, the strategies
  reason        text,                  -- why it was put right last
  PRIMARY KEY (cycle_id, session_id)
);

-- Inquiry: contacts with families, the work of mentors and what was learnt by looking back, on a page of a cycle. One row is
-- one fact, whole; its words are sealed.
CREATE TABLE inquiry (
  cycle_id     uuid NOT NULL,
  sequence     bigint NOT NULL,
  kind         text NOT NULL,          -- contact, mentoring, reflection
  effective_on date NOT NULL,
  fact         jsonb NOT NULL,
  command_id   uuid NOT NULL,
  PRIMARY KEY (cycle_id, sequence)
);

-- Costs: what a cycle cost, for those who may see it. One row is one cost as it stands now.
CREATE TABLE costs (
  cycle_id      uuid NOT NULL,
  cost_id       uuid NOT NULL,
  live_sequence bigint NOT NULL,
  paid_on       date NOT NULL,
  cost          jsonb NOT NULL,
  reason        text,                  -- why it was put right last
  PRIMARY KEY (cycle_id, cost_id)
);

-- ---- People -------------------------------------------------------------------------------------------------------
-- Who they are stands in app.account. Here is what they may do.

-- Grants: the roles that a person has, read at every request of somebody who is signed in. One row is one role given.
CREATE TABLE grants (
  grant_id    uuid PRIMARY KEY,
  account_id  uuid NOT NULL,
  role        text NOT NULL,
  scope       text NOT NULL,   -- school/urn:125000, authority/936, group/ and its id, installation
  from_on     date NOT NULL,   -- the first day
  until_on    date,            -- the last day, if it is known
  revoked_on  date,            -- the first day without it, once revoked
  revoked_for text             -- the code of the reason
);
CREATE INDEX grants_account ON grants (account_id);
CREATE INDEX grants_scope ON grants (scope);

-- Named accesses: the days on which an auditor may read the names of a school's pupils. One row is one permission.
CREATE TABLE named_accesses (
  account_id uuid NOT NULL,
  sequence   bigint NOT NULL,
  school_id  text NOT NULL,
  from_on    date NOT NULL,
  until_on   date NOT NULL,    -- the day before it was taken back, if it was
  given_by   uuid,
  PRIMARY KEY (account_id, sequence)
);

-- ---- Groups of schools --------------------------------------------------------------------------------------------

-- School groups: the list of groups, and their names where a role is for one. One row is one group.
CREATE TABLE school_groups (
  group_id  uuid PRIMARY KEY,
  name      text NOT NULL,
  kind      text NOT NULL,
  formed_on date NOT NULL
);

-- Group members: which schools a role for a group reaches, read at every request of somebody who has one. One row is one
-- time in which a school belongs to a group.
CREATE TABLE group_members (
  group_id  uuid NOT NULL,
  school_id text NOT NULL,
  joined_on date NOT NULL,  -- the first day
  left_on   date,           -- the last day, once it is known
  PRIMARY KEY (group_id, school_id, joined_on)
);
CREATE INDEX group_members_school ON group_members (school_id);

-- ---- Editions -----------------------------------------------------------------------------------------------------

-- Editions: every edition of a school's own figures, for their list, one edition's page, and the pack. One row is one edition
-- with what it says of each cycle; if it was put right, as it reads since then.
CREATE TABLE editions (
  school_id    text NOT NULL,
  kind         text NOT NULL,      -- cycles
  number       integer NOT NULL,   -- from 1
  published_on date NOT NULL,
  published_by uuid NOT NULL,
  least        integer NOT NULL,   -- the limit for small numbers by which it was made
  figures      jsonb NOT NULL,     -- as in the fact
  replaced     jsonb NOT NULL DEFAULT '[]',  -- each time it was put right: on, by, reason
  PRIMARY KEY (school_id, kind, number)
);

-- Edition figures: what governors read now of a cycle, on its page and wherever its figures stand: what the last edition of
-- its school says.
CREATE TABLE edition_figures (
  cycle_id     uuid PRIMARY KEY,
  number       integer NOT NULL,
  published_on date NOT NULL,
  figure       jsonb NOT NULL
);

-- ---- Questions about a school --------------------------------------------------------------------------------------

-- Enquiries: the list of what was asked about a school, its agenda, and what waits for its answer. One row is one question
-- as it stands now; its words are sealed, as in the facts, with the command that sealed them.
CREATE TABLE enquiries (
  enquiry_id       uuid PRIMARY KEY,
  school_id        text NOT NULL,
  sequence         bigint NOT NULL,  -- the last fact of the question's stream
  stage            text NOT NULL,    -- asked, answered, returned, accepted, withdrawn
  question         text NOT NULL,    -- q1 to q26, or own
  about            jsonb,            -- results of a year, or a cycle; none for the school as a whole
  words            jsonb NOT NULL,
  words_command_id uuid NOT NULL,
  raised_by        uuid NOT NULL,
  raised_on        date NOT NULL,
  changed_on       date NOT NULL     -- the day of the last fact
);
CREATE INDEX enquiries_school ON enquiries (school_id, raised_on DESC, enquiry_id);

-- Enquiry changes: what changed since the last meeting, on a school's agenda. One row is one fact, without its words.
CREATE TABLE enquiry_changes (
  enquiry_id   uuid NOT NULL,
  sequence     bigint NOT NULL,
  school_id    text NOT NULL,
  kind         text NOT NULL,        -- question_raised, question_answered, answer_accepted ...
  effective_on date NOT NULL,
  PRIMARY KEY (enquiry_id, sequence)
);
CREATE INDEX enquiry_changes_school ON enquiry_changes (school_id, effective_on);

-- School meetings: the days on which a school's governors meet or met, on its agenda. A day that was called off has no row.
CREATE TABLE school_meetings (
  school_id text NOT NULL,
  held_on   date NOT NULL,
  PRIMARY KEY (school_id, held_on)
);

-- ---- The catalogue ------------------------------------------------------------------------------------------------

-- Catalogue entries: programmes, strategies, tests and key concepts, for every form that offers them. One row is one edition.
CREATE TABLE catalogue_entries (
  kind         text NOT NULL,      -- programme, strategy, instrument, concept
  code         text NOT NULL,
  edition      integer NOT NULL,   -- from 1
  place        bigint NOT NULL,    -- of the fact that published the entry, in the order of all facts
  position     bigint NOT NULL,    -- of the last fact about this edition
  says         jsonb NOT NULL,     -- a name of its own, if it has one, and what it says
  effective_on date NOT NULL,
  reason       text,               -- why it was revised; none for the first edition
  retired_on   date,               -- from when the entry is offered no longer
  retired_for  text,
  PRIMARY KEY (kind, code, edition)
);

-- ---- For auditors -------------------------------------------------------------------------------------------------

-- History: every event of a school in the order of all records, for the school's history and the register of what was put
-- right. One row is one fact without what it says, which pages read from the facts themselves. Facts of no school (norms,
-- the catalogue, the names of groups) have no row; an account that ends has one in each school where its person had a role.
CREATE TABLE history (
  position     bigint NOT NULL,
  school_id    text NOT NULL,
  stream_type  text NOT NULL,
  stream_id    text NOT NULL,
  sequence     bigint NOT NULL,
  kind         text NOT NULL,      -- assessment_corrected ...
  actor        text,               -- an account, or a name that the program gives itself
  role         text,
  recorded_at  timestamptz NOT NULL,
  effective_on date,
  reason       text,               -- the code
  corrects     bigint,             -- which fact of its stream it puts right
  corrected_by bigint,             -- which one put it right
  reached      text NOT NULL,      -- how far its cycle had ever come before it: open, closed, reported
  about_id     text,               -- the role that was given or taken, or the number of the pack
  PRIMARY KEY (position, school_id)
);
CREATE UNIQUE INDEX history_stream ON history (stream_type, stream_id, sequence, school_id);
CREATE INDEX history_school ON history (school_id, position);
CREATE INDEX history_recorded ON history (school_id, recorded_at);
CREATE INDEX history_kind ON history (school_id, kind, position);
CREATE INDEX history_actor ON history (school_id, actor, position);
CREATE INDEX history_reason ON history (school_id, reason, position) WHERE reason IS NOT NULL;
CREATE INDEX history_reported ON history (school_id, position) WHERE reached = 'reported';
