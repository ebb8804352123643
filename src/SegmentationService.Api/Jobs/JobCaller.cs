using System.Security.Claims;
using SegmentationService.Api.Security;

namespace SegmentationService.Api.Jobs;

/// <summary>Who asks about jobs. A job belongs to the key that asked for it; keys of the scope admin see all.</summary>
/// <param name="Name">The name of the key; null where there are no keys.</param>
/// <param name="IsAdmin">Whether the key has the scope admin.</param>
internal readonly record struct JobCaller(string? Name, bool IsAdmin)
{
    public static JobCaller Of(ClaimsPrincipal user) => user.Identity is { IsAuthenticated: true, Name: { } name }
        ? new JobCaller(name, user.HasClaim(ApiKeyRing.ScopeClaim, Scope.Admin))
        : default;

    /// <summary>Whether a job is this caller's to watch and to cancel. One that bears no name was asked for when there were no keys, or names were not noted: it is everybody's.</summary>
    public bool Owns(JobRecord record) => Name is null || IsAdmin || record.Creator is null || record.Creator == Name;

    /// <summary>Whether this caller may remove what nobody can say the owner of.</summary>
    public bool MayTidyUp => Name is null || IsAdmin;
}
