using Parley.Host.Backups;

namespace Parley.Host.Commands;

internal static class AdminRegistration
{
    public static IServiceCollection AddAdministration(this IServiceCollection services) => services
        .AddSingleton<IAdminVerb, MigrateVerb>()
        .AddSingleton<IAdminVerb, SeedVerb>()
        .AddSingleton<IAdminVerb, OwnerLinkVerb>()
        .AddSingleton<Doctor.OutsideChecks>()
        .AddSingleton<IAdminVerb, DoctorVerb>()
        .AddSingleton<IAdminVerb, BackUpVerb>()
        .AddSingleton<AdminSocket>();
}
