using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Parley.Accounts;
using Parley.Host.Edge.Bots;
using Parley.TestKit;

namespace Parley.Server.Tests.Limits;

/// <summary>A server whose hints and buckets go by a clock that the tests own.</summary>
public sealed class BotLimitFixture : IAsyncLifetime
{
    /// <summary>What the bucket of a network holds; it is full again within six seconds.</summary>
    internal const int AtOnce = 60;

    internal static readonly TimeSpan HoneyMemory = TimeSpan.FromMinutes(10);

    public FakeTime Time { get; } = new();

    internal InProcessServer Server { get; private set; } = null!;

    /// <summary>A stranger without an agent of its own.</summary>
    internal HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await InProcessServer.StartAsync(customise: OwnTheClock, settings:
        [
            new("Parley:Limits:SignInsPerMinute", $"{10 * AtOnce}"),
            new("Parley:Edge:Burst", "20"),
            new("Parley:Edge:HoneyMemory", $"{HoneyMemory}"),
        ]);
        Client = Server.NewClient(null);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    private void OwnTheClock(WebApplicationBuilder builder)
    {
        builder.Services.Replace(ServiceDescriptor.Singleton(services => ActivatorUtilities.CreateInstance<BotWatch>(services, Time)));
        builder.Services.Replace(ServiceDescriptor.Singleton(_ => new TokenBuckets(new ClockedLimits(Time), Time)));
    }

    /// <summary>Buckets as the database has them, by the test's clock.</summary>
    private sealed class ClockedLimits(TimeProvider time) : ILimitStore
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, long> _fullAt = new(StringComparer.Ordinal);

        public Task<IReadOnlyList<TokenGrant>> ExchangeAsync(IReadOnlyList<TokenExchange> exchanges, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                return Task.FromResult<IReadOnlyList<TokenGrant>>(exchanges.Select(exchange =>
                {
                    var now = time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000;
                    var (grant, end) = DatabaseLimits.Exchange(exchange, _fullAt.GetValueOrDefault(exchange.Bucket), now);
                    _fullAt[exchange.Bucket] = end;
                    return grant;
                }).ToList());
            }
        }
    }
}
