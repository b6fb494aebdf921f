-- What calls of models used and cost, summed up by UTC day as the ledger charges it. An estimate that is put right later moves the day
-- on which that is done, so days that are over stay as they are.

create table usage_days (
    tenant_id text not null,
    -- Days since 1970.
    day bigint not null,
    deployment text not null,
    model text not null,
    purpose text not null,
    -- One of several rows of the same, so that calls that end at once seldom wait for each other.
    lane bigint not null,
    calls bigint not null,
    input_tokens bigint not null,
    output_tokens bigint not null,
    cached_tokens bigint not null,
    cost bigint not null,
    -- The part of the cost beyond what was reserved.
    overrun bigint not null,
    -- The part of the cost that puts estimates of calls right that were charged before; below zero where they were too high.
    adjustments bigint not null,
    primary key (tenant_id, day, deployment, model, purpose, lane)
);

insert into usage_days (tenant_id, day, deployment, model, purpose, lane, calls, input_tokens, output_tokens, cached_tokens, cost, overrun, adjustments)
select u.tenant_id, u.at / 86400000, u.deployment, u.model, u.purpose, 0, count(*), cast(sum(u.input_tokens) as bigint),
    cast(sum(u.output_tokens) as bigint), cast(sum(u.cached_tokens) as bigint), cast(sum(u.cost) as bigint),
    cast(coalesce(sum(case when u.cost > r.amount then u.cost - r.amount else 0 end), 0) as bigint), 0
from usage_records u left join reservations r on r.tenant_id = u.tenant_id and r.id = u.id
group by u.tenant_id, u.at / 86400000, u.deployment, u.model, u.purpose;
