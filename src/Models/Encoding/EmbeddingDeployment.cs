using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Parley.Text;

namespace Parley.Models;

/// <summary>Texts as vectors.</summary>
/// <param name="Vectors">One for each text, in their order, all of one length.</param>
/// <param name="Tokens">What was read, by the provider's word or else by an estimate.</param>
public sealed record Embedded(IReadOnlyList<float[]> Vectors, long Tokens);

/// <summary>One endpoint of one model that embeds texts.</summary>
public sealed record EmbeddingDeployment
{
    private readonly TimeProvider _time;

    internal EmbeddingDeployment(EncoderStanding standing, TimeProvider time) => (Standing, _time) = (standing, time);

    /// <summary>The name it goes by in requests and usage.</summary>
    public required string Name { get; init; }

    /// <summary><c>openai</c> or <c>parley</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The model's name at the provider.</summary>
    public required string Model { get; init; }

    /// <summary>How it is called.</summary>
    public required EmbeddingOptions Options { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>The only way to call it. The type says that no call is outside of the ledger.</summary>
    [JsonIgnore]
    public required MeteredEmbeddingGenerator Client { get; init; }

    /// <summary>What is agreed for it, and who waits for it.</summary>
    internal EncoderStanding Standing { get; }

    internal AgreedTerms Terms => Standing.Terms;

    internal string VectorName { get; init; } = "";

    /// <summary>Whether it is the one that needs no provider.</summary>
    public bool IsBuiltIn => Provider == BuiltInEncoders.Provider;

    /// <summary>Names its vectors: those of one name can be compared with each other, and with no others.</summary>
    public string VectorsOf(int dimensions) => IsBuiltIn
        ? Model
        : $"{VectorName}/{dimensions}{(Options.PassagePrefix.Length + Options.QueryPrefix.Length > 0 ? $"/{Fingerprint(Options.QueryPrefix + '\n' + Options.PassagePrefix)}" : "")}";

    /// <summary>Embeds passages, in as many calls as they take; what fails in a way that passes is tried again after a pause.</summary>
    /// <param name="progress">Told how many texts are done.</param>
    /// <exception cref="ProviderException">The provider failed.</exception>
    /// <exception cref="RefusedException">A budget does not hold a call.</exception>
    public async Task<Embedded> EmbedPassagesAsync(
        IReadOnlyList<string> texts, CallContext context, CancellationToken cancellationToken, Func<int, Task>? progress = null)
    {
        var (vectors, tokens) = (new List<float[]>(texts.Count), 0L);
        foreach (var batch in texts.Chunk(Options.BatchSize))
        {
            var sent = Array.ConvertAll(batch, text => Options.PassagePrefix + Cut(text));
            var embedded = await PatientlyAsync(sent, context, cancellationToken);
            if (vectors.Count > 0 && embedded.Vectors[0].Length != vectors[0].Length)
            {
                throw new ProviderException(ProviderFailure.Malformed, "The provider's vectors are not all of one length.");
            }

            vectors.AddRange(embedded.Vectors);
            tokens += embedded.Tokens;
            await (progress?.Invoke(vectors.Count) ?? Task.CompletedTask);
        }

        return new(vectors, tokens);
    }

    /// <summary>Embeds a question, in one call.</summary>
    /// <inheritdoc cref="EmbedPassagesAsync" path="/exception"/>
    public async Task<float[]> EmbedQueryAsync(string text, CallContext context, CancellationToken cancellationToken) =>
        (await OnceAsync([Options.QueryPrefix + Cut(text)], Options.Dimensions, context, cancellationToken)).Vectors[0];

    /// <summary>Embeds texts as they are, in one call.</summary>
    /// <param name="dimensions">Null for as many as the model has.</param>
    /// <inheritdoc cref="EmbedPassagesAsync" path="/exception"/>
    public async Task<Embedded> OnceAsync(IReadOnlyList<string> texts, int? dimensions, CallContext context, CancellationToken cancellationToken)
    {
        var vectors = await Client.GenerateAsync(texts, new EmbeddingGenerationOptions { Dimensions = dimensions }.With(context), cancellationToken);
        return new([.. vectors.Select(one => one.Vector.ToArray())], context.Receipt?.InputTokens ?? 0);
    }

    public bool Equals(EmbeddingDeployment? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private async Task<Embedded> PatientlyAsync(string[] texts, CallContext context, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(texts, Options.Dimensions, context with { Attempt = attempt }, cancellationToken);
            }
            catch (ProviderException failure) when (failure.IsTransient && attempt < Options.Attempts && PauseAfter(attempt, failure) is { } pause)
            {
                await Task.Delay(pause, _time, cancellationToken);
            }
        }
    }

    /// <returns>Null when the provider asks for more patience than there is.</returns>
    private TimeSpan? PauseAfter(int attempt, ProviderException failure)
    {
        var own = Options.FirstPause * Math.Pow(2, attempt - 1);
        return failure.RetryAfter is { } asked ? asked <= Options.LongestPause ? asked : null : own <= Options.LongestPause ? own : Options.LongestPause;
    }

    private string Cut(string text)
    {
        for (var tokens = TokenEstimate.Of(text); tokens > Options.MostTokens; tokens = TokenEstimate.Of(text))
        {
            var length = (int)Math.Min(text.Length - 1, (long)text.Length * Options.MostTokens / tokens);
            text = text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
        }

        return text;
    }

    private static string Fingerprint(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..8];
}
