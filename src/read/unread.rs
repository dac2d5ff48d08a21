//! Resources that nobody reads: what refers to a role, a profile or a policy may change what the
//! role may do, and is not understood for that role.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use super::{
    eval::Scope,
    instance::Instance,
    mentions::{Mentions, Place},
    module::Survey,
    names::{self, Target},
    resources, uses,
    value::Value,
};
use crate::{
    blueprint::{NotUnderstood, PolicyKind},
    hcl::tree::{Body, Expression},
    source::{Origin, SourceId},
};

/// Arguments in which nothing can stand that changes what a role may do.
const SILENT: [&str; 5] = ["depends_on", "provider", "count", "for_each", "lifecycle"];

/// Lists what is not read with the roles that it refers to. Comes last, since it looks at values
/// that nobody else asks for.
pub(super) fn assemble(survey: &mut Survey<'_, '_>) {
    let targets = targets(survey);
    let mut found = Vec::new();
    for instance in &survey.instances {
        let looked = Look {
            survey,
            targets: &targets,
            instance,
        };
        found.extend(looked.found());
    }
    for (roles, note) in found {
        if roles.is_empty() {
            survey.folder.not_understood.push(note);
            continue;
        }
        for index in roles {
            if let Some(role) = survey.folder.roles.get_mut(index) {
                role.not_understood.push(note.clone());
            }
        }
    }
}

/// What a resource may refer to, with the roles that it stands for.
fn targets(survey: &Survey<'_, '_>) -> Vec<Target> {
    let folder = &survey.folder;
    let mut targets = Vec::new();
    for (index, role) in folder.roles.iter().enumerate() {
        let called = (role.name.as_ref(), role.path.as_ref());
        targets.push(Target::new(&role.address, "role", called, Some(index)));
        for policy in &role.policies {
            let called = match policy.kind {
                PolicyKind::Managed => (policy.name.as_ref(), policy.path.as_ref()),
                PolicyKind::Inline => (None, None),
            };
            targets.push(Target::new(&policy.address, "policy", called, Some(index)));
            let attachment = &policy.attachment;
            targets.push(Target::new(
                attachment,
                "attachment",
                (None, None),
                Some(index),
            ));
        }
        for managed in &role.managed_policies {
            let attachment = &managed.address;
            targets.push(Target::new(
                attachment,
                "attachment",
                (None, None),
                Some(index),
            ));
        }
    }
    for profile in &folder.profiles {
        if profile.role.is_some() {
            let called = (profile.name.as_ref(), profile.path.as_ref());
            let kind = "instance-profile";
            targets.push(Target::new(&profile.address, kind, called, profile.role));
        }
    }
    for policy in &folder.policies {
        if policy.kind == PolicyKind::Managed {
            let called = (policy.name.as_ref(), policy.path.as_ref());
            targets.push(Target::new(&policy.address, "policy", called, None));
        }
    }
    targets.retain(|target| !target.address.is_empty());
    targets
}

/// An argument, or all nested blocks of a type.
enum Entry<'d> {
    Argument(SourceId, &'d Expression),
    Blocks(Vec<(SourceId, &'d Body)>, Origin),
    /// What a plan does not know yet, and only its configuration has.
    Later,
}

struct Look<'l, 'w, 'a> {
    survey: &'l Survey<'w, 'a>,
    targets: &'l [Target],
    instance: &'l Rc<Instance>,
}

impl Look<'_, '_, '_> {
    /// The roles that the resource refers to, and what is said of it; no role where it refers to a
    /// policy that no role has.
    fn found(&self) -> Option<(BTreeSet<usize>, NotUnderstood)> {
        let kind = self.instance.kind.as_str();
        let entries = self.entries();
        let runs = entries.contains_key("provisioner");
        // A state does not say what else a passive resource does.
        let is_silent = uses::is_passive(kind) && !self.survey.folder.is_applied;
        let is_read = resources::reader(kind).is_some()
            && !self.survey.unsure.contains(&self.instance.address);
        let only_provisioners =
            is_read || (uses::only_uses(kind) && !uses::is_passive(kind)) || (is_silent && !runs);
        let mut roles = BTreeSet::new();
        let mut arguments: Vec<&str> = Vec::new();
        let mut origin = self.instance.declared.origin();
        let mut is_met = false;
        for (name, entry) in &entries {
            if (only_provisioners && name != "provisioner") || SILENT.contains(&name.as_str()) {
                continue;
            }
            let met = self.met(name, entry);
            for target in &met {
                roles.extend(target.role);
            }
            if !met.is_empty() {
                is_met = true;
                if arguments.is_empty() {
                    origin = self.origin(entry);
                }
                arguments.push(name);
            }
        }
        let shown = arguments.join("`, `");
        let why = if kind_runs(&arguments) {
            "a provisioner refers to the role: what it runs may change what the role may do"
                .to_owned()
        } else {
            format!(
                "what it says is not read, or not all of it, and it refers to the role in `{shown}`: it may \
                 change what the role may do"
            )
        };
        is_met.then(|| {
            let note = NotUnderstood {
                what: self.instance.address.clone(),
                why,
                origin,
            };
            (roles, note)
        })
    }

    fn entries(&self) -> BTreeMap<String, Entry<'_>> {
        let declared = &self.instance.declared;
        let mut entries = BTreeMap::new();
        for name in declared.attribute_names() {
            if let Some((source, expression)) = declared.attribute(name) {
                entries.insert(name.to_owned(), Entry::Argument(source, expression));
            }
        }
        for (source, body) in declared.layers() {
            for block in &body.blocks {
                let kind = match (block.kind.as_str(), block.labels.first()) {
                    ("dynamic", Some(label)) => label,
                    (kind, _) => kind,
                };
                let origin = Origin::new(source, block.span.clone());
                let entry = entries
                    .entry(kind.to_owned())
                    .or_insert_with(|| Entry::Blocks(Vec::new(), origin));
                if let Entry::Blocks(bodies, _) = entry {
                    bodies.push((source, &block.body));
                }
            }
        }
        for (name, _) in self.configured() {
            entries.entry(name.clone()).or_insert(Entry::Later);
        }
        entries
    }

    /// What the configuration of a plan says that each argument refers to.
    fn configured(&self) -> &[(String, Vec<String>)] {
        let configured = &self.survey.configured;
        let found = configured.get(&self.instance.address);
        found.map_or(&[], Vec::as_slice)
    }

    fn origin(&self, entry: &Entry<'_>) -> Origin {
        match entry {
            Entry::Argument(source, expression) => Origin::new(*source, expression.span.clone()),
            Entry::Blocks(_, origin) => *origin,
            Entry::Later => self.instance.declared.origin(),
        }
    }

    /// What an entry refers to: by what is written there, by what the configuration of a plan says,
    /// and by what it yields.
    fn met(&self, name: &str, entry: &Entry<'_>) -> Vec<&Target> {
        let world = self.survey.world;
        let plain = names::without_index(&self.instance.address).to_owned();
        let place = Place {
            module: self.instance.module,
            block: Some(Rc::clone(&self.instance.declared)),
            address: plain,
        };
        let mut mentions = Mentions::new(world);
        let values: Vec<Value> = match entry {
            Entry::Argument(source, expression) => {
                mentions.expression(expression, &place);
                let scope = Scope::of_instance(self.instance).in_source(*source);
                let value = world.assuming(|| world.eval(expression, &scope));
                value.map(|(value, _)| value).into_iter().collect()
            }
            Entry::Blocks(bodies, _) => {
                for (_, body) in bodies {
                    mentions.body(body, &place);
                }
                let blocks = world.assuming(|| Ok(world.blocks(self.instance, name)));
                blocks.map(|(blocks, _)| blocks).unwrap_or_default()
            }
            Entry::Later => Vec::new(),
        };
        if mentions.is_cut {
            return self.targets.iter().collect();
        }
        let mut written: BTreeSet<&str> = mentions.found().iter().map(String::as_str).collect();
        for (argument, found) in self.configured() {
            if argument == name {
                written.extend(found.iter().map(String::as_str));
            }
        }
        let mut said = names::Said::default();
        for value in &values {
            said.value(value, name);
        }
        for data in written
            .iter()
            .filter(|address| address.starts_with("data.") || address.contains(".data."))
        {
            self.looked_up(data, &mut said);
        }
        let by_value: Vec<&Target> = self.targets.iter().filter(|t| t.is_said(&said)).collect();
        let by_text = self.targets.iter().filter(|target| {
            let block = names::without_index(&target.address);
            let is_written = written.iter().any(|one| names::is_attribute_of(one, block));
            // The value says which instance of the block is meant, where it says one at all.
            is_written
                && !by_value
                    .iter()
                    .any(|met| names::without_index(&met.address) == block)
        });
        let mut met: Vec<&Target> = by_text.collect();
        met.extend(by_value);
        met
    }

    /// A role, profile or policy of this folder that is looked up by its name.
    fn looked_up(&self, address: &str, said: &mut names::Said) {
        let world = self.survey.world;
        for data in world.data(address) {
            for name in ["name", "role_name", "arn"] {
                if let Some((source, expression)) = data.declared.attribute(name)
                    && data.kind.starts_with("aws_iam_")
                {
                    let scope = Scope::of_instance(&data).in_source(source);
                    if let Ok((value, _)) = world.assuming(|| world.eval(expression, &scope)) {
                        said.value(&value, &data.kind);
                    }
                }
            }
        }
    }
}

fn kind_runs(arguments: &[&str]) -> bool {
    arguments == ["provisioner"]
}
