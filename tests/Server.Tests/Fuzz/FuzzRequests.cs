using System.Text;
using System.Text.Json.Nodes;
using Parley.Server.Tests.BadInput;

namespace Parley.Server.Tests.Fuzz;

/// <summary>Makes request number n of a run. It depends on the seed and the number alone, so that one request of many can be made again.</summary>
internal sealed class FuzzRequests(ApiOperations api, IReadOnlyList<BodyShape> shapes, FuzzThings things, int seed)
{
    /// <summary>The kind of those that nothing was done to.</summary>
    public const string Plain = "plain";

    private const int RoundsToPlain = 8;

    private readonly Dictionary<string, BodyShape> _shapes = shapes.ToDictionary(shape => shape.Route);

    /// <param name="Kind">What was done to it.</param>
    /// <param name="Proof">Whether it is sent with the owner's key.</param>
    public sealed record Made(HttpRequestMessage Message, ApiOperation Operation, string Kind, bool Proof);

    public Made Make(int number)
    {
        var chance = new Random(unchecked((seed * 1_000_003) + number));
        var values = new Values(api, things.All, chance);

        // Each operation comes as often as every other, and in an order of its own in every round.
        var operation = api.All[number % api.All.Count];
        if (number / api.All.Count % RoundsToPlain == 0)
        {
            return MakePlain(operation, number);
        }

        var message = new HttpRequestMessage(new HttpMethod(MethodOf(operation, chance)), AddressOf(operation, values, chance));
        var kind = "address";
        if (operation.MediaType is { } mediaType || (operation.Method is "POST" or "PUT" or "DELETE" && chance.Next(8) == 0))
        {
            var body = new FuzzBodies(values, chance).Make(ValidFor(operation, values, chance), operation.MediaType ?? "application/json");
            kind = body.Kind;
            message.Content = new ByteArrayContent(body.Bytes);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", body.MediaType);
        }

        if (chance.Next(4) == 0)
        {
            FuzzHeaders.Put(message, values, chance);
            kind += " + headers";
        }

        return new(message, operation, kind, chance.Next(20) > 0);
    }

    // Nothing is done to it, so that each operation is surely reached.
    private Made MakePlain(ApiOperation operation, int number)
    {
        var path = PathOf(operation, name => things.Of(operation, name, isPlain: true));
        var address = operation.Name == "GET /v1/messages/search" ? path + "?query=word" : path;
        var message = new HttpRequestMessage(new HttpMethod(operation.Method), new Uri(address, UriKind.Relative));
        if (PlainBodies.Of(operation, _shapes.GetValueOrDefault(operation.Name), number) is { } body)
        {
            message.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, operation.MediaType ?? "application/json");
        }
        else if (operation.Name == "POST /v1/files")
        {
            message.Content = FuzzThings.File();
        }

        return new(message, operation, Plain, Proof: true);
    }

    private static string MethodOf(ApiOperation operation, Random chance) =>
        chance.Next(60) > 0 ? operation.Method : ((string[])["HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "PROPFIND", "M"])[chance.Next(8)];

    private JsonObject ValidFor(ApiOperation operation, Values values, Random chance) =>
        _shapes.GetValueOrDefault(operation.Name)?.Valid is { } valid && chance.Next(2) == 0 ? (JsonObject)valid.DeepClone()
        : operation.Schema is { } schema && values.Sensible(schema) is JsonObject made ? made
        : [];

    private Uri AddressOf(ApiOperation operation, Values values, Random chance)
    {
        var path = PathOf(operation, name => chance.Next(8) switch
        {
            0 or 1 => values.Text(),
            2 => values.Known(),
            _ => things.Of(operation, name, isPlain: false),
        });
        var query = operation.Parameters.Where(parameter => parameter.Place == "query" && chance.Next(2) == 0)
            .Select(parameter => $"{parameter.Name}={Escape(chance.Next(2) == 0 ? values.Text() : chance.Next(0, 300).ToString(System.Globalization.CultureInfo.InvariantCulture))}");
        var asked = string.Join('&', query);
        return new Uri(asked.Length == 0 ? path : $"{path}?{asked}", UriKind.Relative);
    }

    private static string PathOf(ApiOperation operation, Func<string, string> valueOf) => operation.Parameters
        .Where(parameter => parameter.Place == "path")
        .Aggregate(operation.Path, (address, parameter) => address.Replace($"{{{parameter.Name}}}", Escape(valueOf(parameter.Name)), StringComparison.Ordinal));

    // Lone surrogates cannot be escaped; and a line that is too long is one case among many, not most.
    private static string Escape(string text) => Uri.EscapeDataString(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Length > 500 ? text[..500] : text)));
}
