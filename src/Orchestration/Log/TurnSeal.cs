using System.Globalization;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>Under which names a turn's parts are sealed.</summary>
internal static class TurnSeal
{
    /// <summary>The key of a turn's events: derived once, used for each row under the number of its last one.</summary>
    public static ObjectKey Events(DataKey key, TurnId turn) => key.ForObject("turn_events", turn.Value);

    public static byte[] Row(ObjectKey events, ReadOnlySpan<LogEntry> entries)
    {
        Span<char> digits = stackalloc char[20];
        entries[^1].Number.TryFormat(digits, out var count, provider: CultureInfo.InvariantCulture);
        return events.Seal(digits[..count], LogCodec.Pack(entries));
    }

    public static byte[] OpenRow(ObjectKey events, long last, byte[] payload) =>
        events.OpenBytes(last.ToString(CultureInfo.InvariantCulture), payload);

    public static byte[] Log(DataKey key, TurnId turn, byte[] packed) => key.Seal("turn_logs", turn.Value, packed);

    public static byte[] OpenLog(DataKey key, TurnId turn, byte[] payload) => key.OpenBytes("turn_logs", turn.Value, payload);

    public static byte[] Step(DataKey key, TurnId turn, string step, byte[] outcome) => key.Seal("turn_steps", $"{turn}/{step}", outcome);

    public static byte[] OpenStep(DataKey key, TurnId turn, string step, byte[] outcome) =>
        key.OpenBytes("turn_steps", $"{turn}/{step}", outcome);

    public static byte[] Request(DataKey key, TurnId turn, byte[] request) => key.Seal("turns.request", turn.Value, request);

    public static byte[] OpenRequest(DataKey key, TurnId turn, byte[] request) => key.OpenBytes("turns.request", turn.Value, request);

    public static byte[] Provenance(DataKey key, TurnId turn, byte[] provenance) => key.Seal("turns.provenance", turn.Value, provenance);

    public static byte[] OpenProvenance(DataKey key, TurnId turn, byte[] provenance) =>
        key.OpenBytes("turns.provenance", turn.Value, provenance);
}
