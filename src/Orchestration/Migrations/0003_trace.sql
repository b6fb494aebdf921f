-- Where in which trace a turn was accepted (W3C trace context), so that every run of it goes on in that trace.
ALTER TABLE turns ADD COLUMN traceparent text;
