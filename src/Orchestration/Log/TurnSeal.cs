using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>Under which names a turn's parts are sealed.</summary>
internal static class TurnSeal
{
    public static byte[] Event(DataKey key, TurnId turn, long number, byte[] entry) => key.Seal("turn_events", $"{turn}/{number}", entry);

    public static byte[] OpenEvent(DataKey key, TurnId turn, long number, byte[] payload) =>
        key.OpenBytes("turn_events", $"{turn}/{number}", payload);

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
