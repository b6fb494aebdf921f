using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>
/// Lets a request through, or refuses it with 429 and <c>Retry-After</c>. Callers are counted by their key or user, strangers by their
/// network address; each answer carries <c>RateLimit-Limit</c>, <c>-Remaining</c>, <c>-Reset</c> and <c>-Policy</c>.
/// </summary>
internal sealed class RequestLimits(TokenBuckets buckets, PlanStore plans, InstallationSecret secret, IOptions<LimitsOptions> options)
{
    // What a request costs that surely is of an uninvited program.
    private const double MostForBots = 10;
    private const int BytesOfNetwork = 8;
    private const string Unproven = "unproven";

    private readonly LimitsOptions _options = options.Value;

    /// <summary>Counts a request of somebody proven.</summary>
    /// <exception cref="RefusedException">429: too many.</exception>
    public async ValueTask PassAsync(HttpContext context, Caller caller, CancellationToken cancellationToken)
    {
        var perMinute = await PerMinuteAsync(caller.Tenant, cancellationToken);
        var (kind, perMinuteOfKind) = ClassOf(context) switch
        {
            RouteClass.Read => ("read", _options.ReadsPerMinute),
            RouteClass.Turn => ("turn", _options.TurnsPerMinute),
            _ => ("write", _options.WritesPerMinute),
        };
        if (perMinute == 0 && perMinuteOfKind == 0 && _options.TenantRequestsPerMinute == 0)
        {
            return;
        }

        // An end user has a bucket of its own, whichever key acts for it; else a key has one, and a person. Because a key may name as
        // many end users as it likes, they share one more.
        var ofEndUser = caller is { Key: not null, Role: null };
        var who = caller is { Key: { } key, Role: not null } ? $"key/{key.Value}" : $"user/{caller.Subject.Value}";
        await TakeAllAsync(
            context,
            [
                // Those that are shared first: whoever they refuse costs no bucket of their own.
                new(caller.Tenant.Id.Value, _options.TenantRequestsPerMinute),
                new($"{caller.Tenant.Id.Value}/key/{caller.Key?.Value}/end-users", ofEndUser ? perMinute * _options.EndUsersPerKey : 0),
                new($"{caller.Tenant.Id.Value}/{who}", perMinute),
                new($"{caller.Tenant.Id.Value}/{who}/{kind}", perMinuteOfKind),
            ],
            cancellationToken);
    }

    /// <summary>Counts a request of a stranger to an open route.</summary>
    /// <exception cref="RefusedException">429: too many from this network address.</exception>
    public ValueTask PassStrangerAsync(HttpContext context, CancellationToken cancellationToken) => StrangerAsync(context, "sign-in", cancellationToken);

    /// <summary>Counts a request whose key or token proves nobody.</summary>
    /// <exception cref="RefusedException">429: too many from this network address.</exception>
    public ValueTask PassUnprovenAsync(HttpContext context, CancellationToken cancellationToken) => StrangerAsync(context, Unproven, cancellationToken);

    /// <summary>Ends a request with a key that nobody has shown here lately before it is looked up, where too many from its address were nobody's.</summary>
    /// <exception cref="RefusedException">429: too many from this network address.</exception>
    public async ValueTask CheckStrangeKeyAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (_options.SignInsPerMinute > 0
            && buckets.PeekEmpty(await BucketOfAddressAsync(context, Unproven, cancellationToken), new(_options.SignInsPerMinute)) is { } spent)
        {
            Show(context, spent);
            throw Refuse(spent);
        }
    }

    private static RouteClass ClassOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<CountedAs>()?.Class
        ?? (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? RouteClass.Read : RouteClass.Write);

    private async ValueTask<long> PerMinuteAsync(TenantScope tenant, CancellationToken cancellationToken) =>
        _options.RequestsPerMinute == 0 ? 0 : (await plans.AllowanceAsync(tenant, cancellationToken)).RequestsPerMinute ?? _options.RequestsPerMinute;

    private async ValueTask StrangerAsync(HttpContext context, string what, CancellationToken cancellationToken)
    {
        if (_options.SignInsPerMinute == 0)
        {
            return;
        }

        await TakeAllAsync(context, [new(await BucketOfAddressAsync(context, what, cancellationToken), _options.SignInsPerMinute)], cancellationToken);
    }

    // Hashed, because an address is a person's; whoever has one IPv6 address has its whole network.
    private async ValueTask<string> BucketOfAddressAsync(HttpContext context, string what, CancellationToken cancellationToken) =>
        $"address/{(await secret.HashAsync("limits", Network(context.Connection.RemoteIpAddress), cancellationToken))[..32]}/{what}";

    private static string Network(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, BytesOfNetwork)),
        _ => address.ToString(),
    };

    private async ValueTask TakeAllAsync(HttpContext context, Limit[] limits, CancellationToken cancellationToken)
    {
        var cost = context.Features.Get<BotHints>() is { Score: > 0 } hints ? (long)Math.Round(1 + ((MostForBots - 1) * Math.Min(1, hints.Score))) : 1;
        Taken? tightest = null;
        for (var i = 0; i < limits.Length; i++)
        {
            var limit = limits[i];
            if (limit.PerMinute == 0)
            {
                continue;
            }

            var taken = await buckets.TakeAsync(limit.Bucket, new(limit.PerMinute), cost, cancellationToken);
            if (!taken.IsThrough)
            {
                for (var before = 0; before < i; before++)
                {
                    Undo(limits[before], cost);
                }

                Show(context, taken);
                throw Refuse(taken);
            }

            tightest = tightest is { } other && other.Remaining <= taken.Remaining ? other : taken;
        }

        if (tightest is { } told)
        {
            Show(context, told);
        }
    }

    private void Undo(Limit limit, long cost)
    {
        if (limit.PerMinute > 0)
        {
            buckets.Undo(limit.Bucket, new(limit.PerMinute), cost);
        }
    }

    private static RefusedException Refuse(Taken taken) => new(new(
        429, "rate_limited",
        string.Create(CultureInfo.InvariantCulture, $"Too many requests. Come again in {Math.Max(1, Math.Ceiling(taken.Wait.TotalSeconds)):0} s; {taken.Limit} may come at once."))
    {
        RetryAfter = taken.Wait,
        Extensions = new Dictionary<string, object?> { ["limit"] = taken.Limit, ["retry_after_s"] = Math.Max(1, Math.Ceiling(taken.Wait.TotalSeconds)) },
    });

    // Error handling clears the headers before it answers; these are set when the answer starts.
    private static void Show(HttpContext context, Taken taken) => context.Response.OnStarting(
        static state =>
        {
            var (response, told) = ((HttpResponse, Taken))state;
            var headers = response.Headers;
            headers["RateLimit-Limit"] = told.Limit.ToString(CultureInfo.InvariantCulture);
            headers["RateLimit-Remaining"] = told.Remaining.ToString(CultureInfo.InvariantCulture);
            headers["RateLimit-Reset"] = Math.Ceiling(told.UntilFull.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
            headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"{told.Limit};w={Math.Ceiling(told.Window.TotalSeconds):0}");
            return Task.CompletedTask;
        },
        (context.Response, taken));

    private readonly record struct Limit(string Bucket, long PerMinute);
}
