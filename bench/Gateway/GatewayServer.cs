using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Models;
using Parley.OpenAI;
using Parley.Storage;
using Parley.TestKit;

namespace Parley.Bench.Gateway;

/// <summary>Our gateway without turns: the provider's reader, failover, meter and limits, behind one endpoint in OpenAI's format.</summary>
internal static class GatewayServer
{
    public const string Ready = "ready at ";

    public static async Task RunAsync(Uri upstream)
    {
        await using var database = await TestDatabase.CreateAsync(
            DatabaseKind.Sqlite, TimeProvider.System, new MigrationSource("accounts", typeof(AccountsModule).Assembly));
        var ledger = new Ledger(database.Tenants, new(database.Tenants, TimeProvider.System), TimeProvider.System, NullLogger<Ledger>.Instance);
        var options = Options.Create(new FailoverOptions());
        var factory = new DeploymentFactory(ledger, options, Options.Create(new LoadOptions()), TimeProvider.System, NullLogger<Meter>.Instance);
        using var transport = new OpenAITransport(new OpenAIOptions());
        var connection = await new OpenAIProvider(transport, TimeProvider.System).ConnectAsync(new(new(upstream, "/v1")), CancellationToken.None);
        var gateway = new ModelGateway(options, new(new(), null), null, TimeProvider.System, new Random(1), NullLogger<ModelGateway>.Instance);
        IChatClient client = gateway.For(factory.Make("openai", Script.Model, connection!));

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/v1/chat/completions", context => AnswerAsync(context, client));
        await app.StartAsync();
        Console.WriteLine($"{Ready}{app.Urls.First()}");
        await app.WaitForShutdownAsync();
    }

    private static async Task AnswerAsync(HttpContext context, IChatClient client)
    {
        var asked = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted);
        var model = asked.GetProperty("model").GetString()!;
        List<ChatMessage> messages =
        [
            .. asked.GetProperty("messages").EnumerateArray()
                .Select(message => new ChatMessage(new(message.GetProperty("role").GetString()!), message.GetProperty("content").GetString())),
        ];
        var chat = new ChatOptions().With(new CallContext { Tenant = new(new("tenant_bench")), Purpose = "chat", SettlesWithNext = true });
        if (asked.GetProperty("stream").GetBoolean())
        {
            await StreamAsync(context, client.GetStreamingResponseAsync(messages, chat, context.RequestAborted), model);
            return;
        }

        var answer = await client.GetResponseAsync(messages, chat, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(new
        {
            id = "chatcmpl-1",
            @object = "chat.completion",
            created = 1_700_000_000,
            model,
            choices = new[] { new { index = 0, message = new { role = "assistant", content = answer.Text }, finish_reason = "stop" } },
        });
    }

    private static async Task StreamAsync(HttpContext context, IAsyncEnumerable<ChatResponseUpdate> updates, string model)
    {
        context.Response.ContentType = "text/event-stream";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var head = System.Text.Encoding.UTF8.GetBytes(
            $$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"{{model}}","choices":[{"index":0,"delta":{"content":""");
        var output = context.Response.BodyWriter;
        using var writer = new Utf8JsonWriter(output, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        await foreach (var update in updates)
        {
            if (update.Text is { Length: > 0 } text)
            {
                output.Write(head);
                writer.Reset(output);
                writer.WriteStringValue(text);
                writer.Flush();
                output.Write("},\"finish_reason\":null}]}\n\n"u8);
                await output.FlushAsync();
            }
        }

        output.Write("data: [DONE]\n\n"u8);
        await output.FlushAsync();
    }
}
