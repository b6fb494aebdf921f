using System.Text.Json;

namespace Parley.Accounts.Tests;

public sealed class MoneySpecs
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.000001", 1)]
    [InlineData("-12.5", -12_500_000)]
    [InlineData("9000000000000.123456", 9_000_000_000_000_123_456)]
    public void Money_reads_what_it_writes(string text, long micros)
    {
        Assert.True(Money.TryParse(text, out var money));
        Assert.Equal(micros, money.Micros);
        Assert.Equal(text, money.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,5")]
    [InlineData("1e3")]
    [InlineData("0.0000001")]
    [InlineData("99999999999999999999")]
    public void What_is_no_amount_is_not_read(string text) => Assert.False(Money.TryParse(text, out _));

    [Fact]
    public void A_cost_is_never_counted_too_low()
    {
        Assert.Equal(1, Money.From(0.00000001m).Micros);
        Assert.Equal(-1, Money.From(-0.00000001m).Micros);
    }

    [Fact]
    public void In_json_money_is_a_decimal_string()
    {
        Assert.Equal("\"0.0042\"", JsonSerializer.Serialize(Money.From(0.0042m)));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Money>("0.0042"));
    }
}
