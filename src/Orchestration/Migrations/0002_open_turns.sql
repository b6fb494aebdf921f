-- The turns of a subject that are being answered, to be counted on every send.
CREATE INDEX turns_running ON turns (tenant_id, subject_id) WHERE state = 'running';
