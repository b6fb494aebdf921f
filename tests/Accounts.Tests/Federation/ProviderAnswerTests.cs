using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Outgoing;
using Parley.TestKit;

namespace Parley.Accounts.Tests.Federation;

/// <summary>What providers say, and how much of it is remembered.</summary>
public sealed class ProviderAnswerTests
{
    [Fact]
    public void An_answer_with_bytes_that_are_no_text_is_none()
    {
        Assert.Null(ProviderCalls.Parse([.. "{\"sub\": \""u8, 0xe9, .. "\"}"u8]));
        Assert.Null(ProviderCalls.Parse([.. "{\""u8, 0xe9, .. "\": 1}"u8]));
        Assert.Null(ProviderCalls.Parse("{\"sub\": \"\\ud800\"}"u8));
        Assert.NotNull(ProviderCalls.Parse("{\"sub\": \"\u00e9\"}"u8));
    }

    [Fact]
    public async Task However_many_providers_are_made_only_so_many_are_remembered()
    {
        var (time, options) = (new FakeTime(), Options.Create(new FederationOptions()));
        using var outgoing = new OutgoingHttp(Options.Create(new OutgoingOptions()), time, NullLoggerFactory.Instance);
        var metadata = new ProviderMetadata(new(outgoing, options, Options.Create(new OutgoingOptions())), options, time);
        for (var number = 0; number < ProviderMetadata.MostRemembered + 100; number++)
        {
            var settings = new ProviderSettings { Name = "x", Kind = ProviderKinds.Oidc, Issuer = "https://127.0.0.1", ClientId = "x" };
            var provider = new Provider(new(TenantId.New(time)), $"provider_{number}", Enabled: true, settings, time.GetUtcNow(), time.GetUtcNow());
            await Assert.ThrowsAsync<FederationFailure>(() => metadata.OfAsync(provider, TestContext.Current.CancellationToken));
        }

        Assert.InRange(metadata.Count, 1, ProviderMetadata.MostRemembered);
    }
}
