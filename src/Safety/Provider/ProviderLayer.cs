using Parley.Accounts;
using Parley.Redaction;

namespace Parley.Safety;

/// <summary>
/// Has a provider judge a text too, where the policy asks for it. It gets the text without the personal data that the policy takes out, in pieces of a
/// length that every such model reads; each call is in the ledger, for nothing. It never fails: what a silence means is the policy's.
/// </summary>
/// <param name="ledger">Null in a house without one.</param>
internal sealed class ProviderLayer(IEnumerable<IModerationProvider> providers, TimeProvider time, Ledger? ledger = null)
{
    public const string Purpose = "moderation";
    private const int Piece = 8_000;
    private const int MostPieces = 32;

    private readonly IModerationProvider? _provider = providers.FirstOrDefault(one => one.Name is not null);
    private readonly Pause _pause = new(time);

    public bool IsConnected => _provider is not null;

    /// <returns>The highest score of each category over the pieces; null when the provider did not judge all of the text.</returns>
    public async ValueTask<IReadOnlyDictionary<string, double>?> AskAsync(TenantScope tenant, Policy policy, string text, CancellationToken cancellationToken)
    {
        if (_provider is null || text.Length > Piece * MostPieces)
        {
            ProviderMetrics.Ended(_provider is null ? "not_connected" : "too_long");
            return null;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return new Dictionary<string, double>();
        }

        if (!_pause.TryEnter())
        {
            ProviderMetrics.Ended("left_alone");
            return null;
        }

        var kinds = policy.PersonalData.Where(kind => kind.Value != PersonalAction.Keep).Select(kind => kind.Key).ToHashSet();
        return await CallAsync(tenant, Pieces(Redactor.Apply(text, RedactionRules.MaskAll, new() { Kinds = kinds }).Text), cancellationToken);
    }

    private async Task<IReadOnlyDictionary<string, double>?> CallAsync(TenantScope tenant, IReadOnlyList<string> pieces, CancellationToken cancellationToken)
    {
        var (outcome, began, reservation) = ("cancelled", time.GetTimestamp(), (Reservation?)null);
        try
        {
            reservation = ledger is null ? null : await ledger.ReserveAsync(
                tenant, new() { Purpose = Purpose, Deployment = _provider!.Name!, Model = _provider.Model, WorstCase = Money.Zero }, cancellationToken);
            var scores = await _provider!.ScoreAsync(pieces, cancellationToken);
            _pause.Succeeded();
            outcome = "completed";
            return Kinds.Harm.Where(kind => scores.Any(one => one.ContainsKey(kind)))
                .ToDictionary(kind => kind, kind => scores.Max(one => one.GetValueOrDefault(kind)));
        }
        catch (RefusedException refused)
        {
            // No budget holds the call: the provider is well, and was not asked.
            outcome = refused.Refusal.Code;
            return null;
        }
        catch (ModerationFailedException failed)
        {
            _pause.Failed();
            outcome = failed.Outcome;
            return null;
        }
        finally
        {
            ProviderMetrics.Ended(outcome);
            await CloseAsync(reservation, outcome, time.GetElapsedTime(began));
        }
    }

    private Task CloseAsync(Reservation? reservation, string outcome, TimeSpan took) => reservation is null
        ? Task.CompletedTask
        : ledger!.SettleAsync(reservation, new() { Cost = Money.Zero, Latency = took, Outcome = outcome }, cancellationToken: CancellationToken.None);

    private static List<string> Pieces(string text)
    {
        var pieces = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(text.Length, start + Piece);
            end -= end < text.Length && char.IsLowSurrogate(text[end]) ? 1 : 0;
            pieces.Add(text[start..end]);
            start = end;
        }

        return pieces;
    }
}
