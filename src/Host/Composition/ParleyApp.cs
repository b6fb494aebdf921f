using Parley.Host.Commands;
using Parley.Host.Description;
using Parley.Host.Edge;
using Parley.Host.Telemetry;

namespace Parley.Host.Composition;

/// <summary>Puts the rooms together. Reading this file tells what the server is made of.</summary>
public static class ParleyApp
{
    /// <param name="settings">Settings that go before the environment's, such as those of the command line.</param>
    /// <param name="customise">For tests: the last word on services and configuration.</param>
    /// <exception cref="SettingsException">A setting has a value that cannot be used.</exception>
    public static WebApplication Build(
        IEnumerable<KeyValuePair<string, string?>>? settings = null, Action<WebApplicationBuilder>? customise = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        var host = builder.AddSettings(settings ?? []);

        builder.AddTelemetry();
        builder.ConfigureServer();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddEdge(host);
        builder.Services.AddSingleton<Preparation>().AddHostedService(services => services.GetRequiredService<Preparation>());
        builder.Services.AddRooms(host);
        builder.Services.AddDrain();
        builder.Services.AddApiDescription();
        builder.Services.AddAdministration();
        customise?.Invoke(builder);

        var app = builder.Build();
        app.Services.StartTelemetry();
        app.UseMiddleware<RequestLog>();
        app.UseEdge();
        app.MapHealth();
        if (host.Roles.Api)
        {
            app.MapRooms();
            app.MapApiDescription();
        }

        return app;
    }

    private static Settings AddSettings(this WebApplicationBuilder builder, IEnumerable<KeyValuePair<string, string?>> first)
    {
        builder.Configuration.AddInMemoryCollection(first);

        // Parley__Runs__LeaseSeconds is the setting LeaseSeconds of the section Runs: rooms need not know the prefix.
        var own = builder.Configuration.GetSection("Parley").AsEnumerable(makePathsRelative: true).Where(setting => setting.Value is not null);
        builder.Configuration.AddInMemoryCollection(own.ToList());

        var settings = Settings.Read(builder.Configuration, Environment.CurrentDirectory);
        if (!settings.Roles.Worker)
        {
            builder.Configuration.AddInMemoryCollection([new("Parley:Jobs:Concurrency", "0")]);
        }

        builder.WebHost.UseUrls(settings.Urls);
        builder.Services.AddSingleton(settings).AddSingleton(settings.Roles).AddSingleton(new DataFolder(settings.DataFolder));
        builder.Host.UseDefaultServiceProvider(options => (options.ValidateScopes, options.ValidateOnBuild) = (true, true));
        return settings;
    }
}
