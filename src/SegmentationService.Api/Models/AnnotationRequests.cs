namespace SegmentationService.Api.Models;

/// <summary>What a version is given: members that are there change, null takes back, and what is not there stays.</summary>
/// <param name="Note">What is to be known of it: up to 2,000 characters.</param>
/// <param name="Labels">Words for columns of its table, by their names: one line of up to 64 characters each.</param>
internal sealed record VersionPatch(string? Note, IReadOnlyDictionary<string, string?>? Labels);

/// <summary>What a segment is given: members that are there change, null takes back, and what is not there stays.</summary>
/// <param name="Name">What it is called: one line of up to 64 characters, that no other segment of the version is called, made or given.</param>
/// <param name="Note">What is to be known of it: up to 2,000 characters.</param>
/// <param name="Colour">What it is drawn in: <c>#rrggbb</c>.</param>
internal sealed record SegmentPatch(string? Name, string? Note, string? Colour);
