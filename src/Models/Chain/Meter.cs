using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>What calls of one deployment are charged by.</summary>
/// <param name="Provider">The kind of provider, such as <c>openai</c>.</param>
/// <param name="MaxOutputTokens">The longest answer when a call does not say.</param>
/// <param name="CacheWriteFactor">How many times the price of input it costs to put input into the provider's cache.</param>
internal sealed record Tariff(string Provider, string Deployment, string Model, int MaxOutputTokens, Price Price, decimal CacheWriteFactor = 1)
{
    private readonly AgreedTerms? _terms;

    /// <param name="terms">Have the price by the moment of the call.</param>
    public Tariff(string provider, string deployment, string model, int maxOutputTokens, AgreedTerms terms, decimal cacheWriteFactor)
        : this(provider, deployment, model, maxOutputTokens, Price.Zero, cacheWriteFactor) => _terms = terms;

    /// <summary>The tariff of a call that begins now. It stays the call's to its end, whatever the price is by then.</summary>
    public Tariff At(DateTimeOffset now) => _terms is null ? this : this with { Price = _terms.Now.Prices.At(now)?.Price ?? Price.Zero };


    /// <summary>The most that a call can cost: all of its input may be put into the cache.</summary>
    public Money WorstOf(long input, long output) => (Price with { Input = Price.Input * Math.Max(1, CacheWriteFactor) }).Of(input, output, 0);

    /// <param name="cached">Of the input, what was in the cache.</param>
    /// <param name="written">Of the rest, what was put into it.</param>
    public Money Of(long input, long output, long cached, long written) =>
        Price.Of(input, output, cached, written, CacheWriteFactor);
}

/// <summary>Opens the account of each call of one deployment.</summary>
internal sealed class Meter(
    Tariff tariff, TokenCounter tokens, RefusedParameters refused, Ledger ledger, TimeProvider time, ILogger<Meter> logger)
{
    // What the knob max_tokens goes down to.
    private const long ShortestAnswer = 50;

    /// <summary>Sets the worst case aside. Where a budget holds less, the call's options ask for a shorter answer.</summary>
    /// <exception cref="RefusedException">A budget does not hold even that.</exception>
    /// <exception cref="InvalidOperationException">The call does not say for whom and for what it is.</exception>
    public async Task<MeteredCall> OpenAsync(IReadOnlyList<ChatMessage> sent, ChatOptions? options, CancellationToken cancellationToken)
    {
        var context = options.Context() ?? throw new InvalidOperationException(
            $"A call of {tariff.Deployment} carries no {nameof(CallContext)}; say for whom and for what it is by ChatOptions.With(context).");
        var charged = tariff.At(time.GetUtcNow());
        long output = options?.MaxOutputTokens ?? charged.MaxOutputTokens;
        var input = WorstCase.InputTokens(sent, options);
        var reservation = await ledger.ReserveAsync(
            context.Tenant,
            context.WorstCaseOf(charged, input, output) with
            {
                // A model that takes no limit cannot be held to a shorter answer.
                Room = context.IsWhole || refused.Contains("max_tokens") ? null : new(output, Math.Min(output, ShortestAnswer), tokens => charged.WorstOf(input, tokens)),
            },
            cancellationToken);
        if (reservation.Request.Room is { } room && room.Tokens < output)
        {
            options = options!.Clone();
            options.MaxOutputTokens = (int)room.Tokens;
            context.ShortenedTo = (int)room.Tokens;
        }

        return new(context, reservation, sent, options, new Meter(charged, tokens, refused, ledger, time, logger));
    }

    public Tariff Tariff => tariff;

    public RefusedParameters Refused => refused;

    public TokenCounter Tokens => tokens;

    public TimeProvider Time => time;

    /// <summary>
    /// Writes the end of a call. It is over by then, so no cancellation applies; and an answer is not failed because its bill could not
    /// be written: the sweep charges the reservation later.
    /// </summary>
    /// <param name="withNext">Whether what is written next takes it along, where one process writes.</param>
    /// <param name="usage">Null when the provider certainly computed nothing.</param>
    public Task CloseAsync(Reservation reservation, bool withNext, ActualUsage? usage)
    {
        var goesAlong = withNext && usage is not null && ledger.KeepsOrder;
        var closed = CloseAsync(reservation, usage, goesAlong);
        return goesAlong ? Task.CompletedTask : closed;
    }

    private async Task CloseAsync(Reservation reservation, ActualUsage? usage, bool withNext)
    {
        try
        {
            await (usage is null
                ? ledger.ReleaseAsync(reservation, CancellationToken.None)
                : ledger.SettleAsync(reservation, usage, withNext, CancellationToken.None));
        }
        catch (Exception exception)
        {
            logger.SettlementFailed(reservation.Id.Value, exception);
        }
    }
}
