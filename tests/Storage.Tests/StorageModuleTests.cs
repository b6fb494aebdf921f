using System.Collections.Frozen;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.PostgreSql;
using Parley.Sqlite;
using Parley.TestKit;

namespace Parley.Storage.Tests;

public sealed class StorageModuleTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("parley-module-").FullName, "data");

    [Fact]
    public async Task The_first_start_makes_everything_and_the_next_finds_it()
    {
        byte[] sealedText;
        await using (var first = Build(new StorageOptions { DataFolder = _folder }))
        {
            await first.Services.PrepareStorageAsync();
            sealedText = (await Key(first)).Seal("messages", "msg_1", "text");
        }

        await using var second = Build(new StorageOptions { DataFolder = _folder });
        await second.Services.PrepareStorageAsync();

        Assert.Equal("text", (await Key(second)).Open("messages", "msg_1", sealedText));
    }

    [Fact]
    public async Task Another_master_key_than_the_databases_is_refused()
    {
        await using (var first = Build(new StorageOptions { DataFolder = _folder }))
        {
            await first.Services.PrepareStorageAsync();
        }

        await using var second = Build(new StorageOptions { DataFolder = _folder, MasterKey = MasterKey.Generate() });
        var refused = await Assert.ThrowsAsync<StorageSetupException>(() => second.Services.PrepareStorageAsync());

        Assert.Contains("master key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shared_database_wants_the_master_key_named()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddStorage(new StorageOptions { DataFolder = _folder }).AddPostgreSql("Host=127.0.0.1;Port=1");
        await using var app = builder.Build();

        var refused = await Assert.ThrowsAsync<StorageSetupException>(() => app.Services.PrepareStorageAsync());

        Assert.Contains("PARLEY_MASTER_KEY is required", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder));
    }

    [Fact]
    public async Task Options_out_of_range_are_refused_when_the_process_starts()
    {
        await using var app = Build(new StorageOptions { DataFolder = _folder }, ("Parley:Jobs:Concurrency", "-1"));

        Assert.Throws<OptionsValidationException>(() => app.Services.GetRequiredService<IStartupValidator>().Validate());
    }

    [Fact]
    public async Task Every_route_says_whom_it_lets_in()
    {
        await using var app = Build(new StorageOptions { DataFolder = _folder });
        app.MapStorage();

        var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).ToList();

        Assert.NotEmpty(endpoints);
        Assert.All(endpoints, endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<RequiredAccess>()));
    }

    [Fact]
    public async Task A_job_is_shown_to_members_of_its_tenant_alone()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, new FakeTime());
        var acme = new TenantScope(new TenantId("tenant_acme"));
        var key = await database.Sealer.KeyAsync(acme.Id, JobQueue.KeyOwner);
        var id = await database.Tenants.WriteAsync(acme, connection => database.Jobs.EnqueueAsync(connection, key, "test.work", "{}"));

        var shown = await ShowJob.HandleAsync(id, As("tenant_acme", Role.Viewer), database.Jobs, CancellationToken.None);

        Assert.Equal((id, "queued"), (shown.Value!.Id, shown.Value.State));
        foreach (var stranger in new[] { As("tenant_bolt", Role.Owner), As("tenant_acme", null) })
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() =>
                ShowJob.HandleAsync(id, stranger, database.Jobs, CancellationToken.None));
            Assert.Equal(404, refused.Refusal.Status);
        }
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    private static Caller As(string tenant, Role? role) => new()
    {
        Tenant = new TenantScope(new TenantId(tenant)),
        Subject = new SubjectId("sub_1"),
        Role = role,
        Scopes = FrozenSet<string>.Empty,
        AclTags = [],
    };

    private static ValueTask<DataKey> Key(WebApplication app) =>
        app.Services.GetRequiredService<Sealer>().KeyAsync(new TenantId("tenant_acme"), "sub_1");

    private static WebApplication Build(StorageOptions options, params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        foreach (var (name, value) in settings)
        {
            builder.Configuration[name] = value;
        }

        builder.Services.AddStorage(options).AddSqlite(options.DataFolder);
        return builder.Build();
    }
}
