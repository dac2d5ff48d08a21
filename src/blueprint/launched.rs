//! What a machine runs with, wherever that is written: by itself, by the template that it launches
//! from, or by the account.

use super::{Compute, Folder, Imds, InstanceProfile, Setting};

impl Folder {
    /// What a compute takes its settings from: itself, then what it launches from.
    fn chain<'f>(&'f self, compute: &'f Compute) -> impl Iterator<Item = &'f Compute> {
        let launched = compute.launches.first();
        let launched = launched.and_then(|index| self.computes.get(*index));
        std::iter::once(compute).chain(launched)
    }

    /// The profile that a compute runs with, as one of the folder's and as written: its own, or else
    /// that of the template that it launches from.
    pub fn profile_of<'f>(
        &'f self,
        compute: &'f Compute,
    ) -> (Option<&'f InstanceProfile>, &'f Setting) {
        let mut chain = self.chain(compute);
        let with = chain.find(|one| one.profile.is_some() || one.profile_name.is_some());
        let with = with.unwrap_or(compute);
        let profile = with.profile.and_then(|index| self.profiles.get(index));
        (profile, &with.profile_name)
    }

    /// The settings of the metadata service of a compute: each is its own, else its template's, else
    /// the account's ("Order of precedence for instance metadata options" in the EC2 user guide).
    /// `None` where nothing says anything.
    pub fn imds_of(&self, compute: &Compute) -> Option<Imds> {
        let written = self.chain(compute).filter_map(|one| one.imds.as_ref());
        let all: Vec<&Imds> = written.chain(&self.metadata_defaults).collect();
        let first = |pick: fn(&Imds) -> &Setting| all.iter().find_map(|imds| pick(imds).clone());
        (!all.is_empty()).then(|| Imds {
            endpoint: first(|imds| &imds.endpoint),
            tokens: first(|imds| &imds.tokens),
            hop_limit: first(|imds| &imds.hop_limit),
            tags: first(|imds| &imds.tags),
            ipv6: first(|imds| &imds.ipv6),
        })
    }
}
