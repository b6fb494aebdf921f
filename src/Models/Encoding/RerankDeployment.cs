using System.Text;
using Parley.Text;

namespace Parley.Models;

/// <summary>One endpoint of one model that ranks texts by a question. Every call of it is in the ledger.</summary>
public sealed record RerankDeployment
{
    /// <summary>Markers that a tokenizer puts around a question with a text.</summary>
    private const int PerPair = 16;

    private readonly IRerankClient _client;
    private readonly InputMeter _meter;

    internal RerankDeployment(IRerankClient client, InputMeter meter, EncoderStanding standing) => (_client, _meter, Standing) = (client, meter, standing);

    /// <summary>What is agreed for it, and who waits for it.</summary>
    internal EncoderStanding Standing { get; }

    internal AgreedTerms Terms => Standing.Terms;

    /// <summary>The name it goes by in requests and usage.</summary>
    public required string Name { get; init; }

    /// <summary><c>openai</c> or <c>parley</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The model's name at the provider.</summary>
    public required string Model { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Whether it is the one that needs no provider.</summary>
    public bool IsBuiltIn => Provider == BuiltInEncoders.Provider;

    /// <returns>A score for each text, in their order, the higher the better; and the tokens that were read.</returns>
    /// <exception cref="ProviderException">The provider failed.</exception>
    /// <exception cref="RefusedException">A budget does not hold the call.</exception>
    public async Task<(IReadOnlyList<double> Scores, long Tokens)> ScoreAsync(
        string query, IReadOnlyList<string> texts, CallContext context, CancellationToken cancellationToken)
    {
        // The question is read again with each text.
        var question = Encoding.UTF8.GetByteCount(query) + PerPair;
        var scores = await _meter.CallAsync(
            context,
            texts.Sum(text => (long)Encoding.UTF8.GetByteCount(text) + question),
            () => texts.Sum(text => (long)TokenEstimate.Of(text)) + ((long)TokenEstimate.Of(query) * texts.Count),
            async token =>
            {
                var answer = await _client.ScoreAsync(query, texts, token);
                return (answer.Scores, answer.Tokens);
            },
            cancellationToken);
        return (scores, context.Receipt?.InputTokens ?? 0);
    }

    public bool Equals(RerankDeployment? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
