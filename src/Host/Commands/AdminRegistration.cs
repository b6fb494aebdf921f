using Parley.Host.Backups;

namespace Parley.Host.Commands;

internal static class AdminRegistration
{
    public static IServiceCollection AddAdministration(this IServiceCollection services) => services
        .AddKeyedSingleton<IAdminVerb, MigrateVerb>("migrate")
        .AddKeyedSingleton<IAdminVerb, SeedVerb>("seed")
        .AddKeyedSingleton<IAdminVerb, OwnerLinkVerb>("owner-link")
        .AddSingleton<Doctor.OutsideChecks>()
        .AddSingleton<Doctor.DatabaseChecks>()
        .AddKeyedSingleton<IAdminVerb, DoctorVerb>("doctor")
        .AddKeyedSingleton<IAdminVerb, ModelsVerb>("models")
        .AddKeyedSingleton<IAdminVerb, RedTeamVerb>("redteam")
        .AddKeyedSingleton<IAdminVerb, BackUpVerb>("backup")
        .AddSingleton<AdminSocket>();
}
