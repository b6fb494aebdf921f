namespace Parley.Models;

/// <summary>A price and since when it is in force.</summary>
public sealed record DatedPrice(DateTimeOffset ValidFrom, Price Price);

/// <summary>The prices that a deployment had, has and will have.</summary>
public sealed class PriceList
{
    private readonly IReadOnlyList<DatedPrice> _prices;

    /// <param name="prices">In any order; each moment at most once.</param>
    public PriceList(IEnumerable<DatedPrice> prices) => _prices = [.. prices.OrderByDescending(one => one.ValidFrom)];

    /// <summary>Costs nothing, ever.</summary>
    public static PriceList Free { get; } = new([]);

    /// <summary>The newest first.</summary>
    public IReadOnlyList<DatedPrice> All => _prices;

    /// <returns>Null before the first one.</returns>
    public DatedPrice? At(DateTimeOffset moment)
    {
        foreach (var one in _prices)
        {
            if (one.ValidFrom <= moment)
            {
                return one;
            }
        }

        return null;
    }

    internal static PriceList Always(Price price) => new([new(DateTimeOffset.MinValue, price)]);
}
